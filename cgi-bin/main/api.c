/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON interface. */
#include "web/api/routes.h"

int main(int argc, char **argv)
{
    return web_main(&api_program, argc, argv);
}
