/* SPDX-License-Identifier: Apache-2.0 */
/* hatchery: the administrator's command line (cli/). */
#include <sys/resource.h>
#include <sys/stat.h>
#include "base/log.h"
#include "base/secret.h"
#include "cli/cli.h"

int main(int argc, char **argv)
{
    struct rlimit none = { 0, 0 };
    log_name("hatchery");
    secret_init();
    umask(S_IWGRP | S_IRWXO);
    if (setrlimit(RLIMIT_CORE, &none)) /* it holds passwords */
        bug("cannot forbid core dumps");
    return cli_main(argc, argv);
}
