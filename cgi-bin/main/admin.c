/* SPDX-License-Identifier: Apache-2.0 */
/* The administrator's pages. */
#include "web/admin/routes.h"

int main(int argc, char **argv)
{
    return web_main(&admin_program, argc, argv);
}
