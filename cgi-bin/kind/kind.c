/* SPDX-License-Identifier: Apache-2.0 */
/* The one list of kinds. A step's name is stored with running tasks: never rename one. */
#include "kind/kind.h"

const struct kind kinds[] = {
    { .name = "vm_create",
      .permission = PERM_VM_CREATE,
      .words = T("Create machine"),
      .busy_words = T("being created"),
      .seconds = 300,
      .tries = 5,
      .busy = BUSY_CREATING,
      .steps = { { "disk", T("Make the disk"), T("Remove the disk") },
                 { "seed", T("Write name, addresses, keys"), T("Remove the seed") },
                 { "define", T("Define the machine and its filter"), T("Forget the machine") },
                 { "start", T("First start"), T("Stop the machine") },
                 { "confirm", T("Confirm that it runs"), NULL } } },
    { .name = "vm_delete",
      .permission = PERM_VM_DELETE,
      .words = T("Delete machine"),
      .busy_words = T("being deleted"),
      .seconds = 300,
      .tries = 10,
      .busy = BUSY_DELETING,
      .steps = { { "stop", T("Stop the machine"), NULL },
                 { "undefine", T("Forget the machine and its filter"), NULL },
                 { "remove", T("Remove disk and seed"), NULL },
                 { "check", T("Check that nothing is left"), NULL } } },
    { .name = "vm_start",
      .permission = PERM_VM_POWER,
      .words = T("Start"),
      .busy_words = T("being started"),
      .seconds = 120,
      .tries = 5,
      .busy = BUSY_STARTING,
      .wished = SEEN_RUNNING,
      .steps = { { "seed", T("Write name, addresses, keys"), NULL },
                 { "start", T("Start the machine"), NULL },
                 { "confirm", T("Confirm that it runs"), NULL } } },
    { .name = "vm_stop",
      .permission = PERM_VM_POWER,
      .words = T("Power off"),
      .busy_words = T("being powered off"),
      .seconds = 120,
      .tries = 5,
      .busy = BUSY_STOPPING,
      .wished = SEEN_OFF,
      .steps = { { "stop", T("Power off"), NULL } } },
    { .name = "vm_shutdown",
      .permission = PERM_VM_POWER,
      .words = T("Shut down"),
      .busy_words = T("being shut down"),
      .seconds = 120,
      .tries = 2,
      .busy = BUSY_STOPPING,
      .wished = SEEN_OFF,
      .steps = { { "button", T("Press the power button"), NULL },
                 { "wait_off", T("Wait until it is off"), NULL } } },
    { .name = "vm_reboot",
      .permission = PERM_VM_POWER,
      .words = T("Restart"),
      .busy_words = T("being restarted"),
      .seconds = 180,
      .tries = 3,
      .busy = BUSY_RESTARTING,
      .wished = SEEN_RUNNING,
      .steps = { { "button", T("Press the power button"), NULL },
                 { "wait_off", T("Wait until it is off"), NULL },
                 { "seed", T("Write name, addresses, keys"), NULL },
                 { "start", T("Start the machine"), NULL },
                 { "confirm", T("Confirm that it runs"), NULL } } },
    { .name = "image_bring",
      .permission = PERM_VM_CREATE,
      .words = T("Bring the image"),
      .busy_words = T("being brought"),
      .seconds = 3600,
      .tries = 3,
      .steps = { { "copy", T("Copy and check the image"), T("Remove the partial copy") } } },
    { .name = "node_prepare",
      .permission = PERM_ADMIN,
      .words = T("Prepare node"),
      .busy_words = T("being prepared"),
      .seconds = 120,
      .tries = 10,
      .steps = { { "network", T("Make the network"), NULL },
                 { "storage", T("Make the storage"), NULL },
                 { "facts", T("Ask the node who it is"), NULL } } },
    { .name = NULL },
};

const struct kind *kind_find(const char *name)
{
    for (const struct kind *k = kinds; k->name; k++)
        if (!strcmp(k->name, name))
            return k;
    return NULL;
}

int kind_step_count(const struct kind *k)
{
    int n = 0;
    while (n < KIND_STEPS && k->steps[n].name)
        n++;
    return n;
}
