/* SPDX-License-Identifier: Apache-2.0 */
/* The customer's pages. */
#include "web/my/routes.h"

int main(int argc, char **argv)
{
    return web_main(&my_program, argc, argv);
}
