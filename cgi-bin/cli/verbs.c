/* SPDX-License-Identifier: Apache-2.0 */
/* The one list of verbs: dispatch and help read it. */
#include "cli/cli.h"
#include "cli/forms.h"
#include "cli/script.h"
#include "store/plan.h"

#define TAKES(table) .form = table, .form_size = sizeof(struct table)

#define LIST_OPTIONS                                                                               \
    "  FILTER             words that must all hold, in quotes: 'state:off created>7d'\n"           \
    "  --sort COLUMN      -COLUMN: the greatest first\n"                                           \
    "  --limit N          (1000)\n"                                                                \
    "  --csv              comma-separated, for spreadsheets\n"

#define LIMITED(table)                                                                             \
    .form = table, .form_size = sizeof(struct limit_form), .start = &limit_start
#define LIMITS                                                                                     \
    "  --running N        of them running; 0 is no limit, here and below\n"                        \
    "  --vcpu N\n"                                                                                 \
    "  --memory SIZE      such as 64G\n"                                                           \
    "  --disk SIZE\n"                                                                              \
    "  --ipv4 N           addresses\n"                                                             \
    "  --traffic SIZE     that they may send in a calendar month\n"                                \
    "  --api-minute N     JSON requests within a minute; 0: an account's as the settings say\n"
#define KEPT "What is not given stays as it is.\n"

#define COUNTS "Machines are counted up to 10,000; as JSON and CSV, 10001 are more.\n"

#define VM_WHICH                                                                                   \
    "  ID[,ID...]         as vm list shows them, 64 at most\n"                                     \
    "  --filter FILTER    or all that fit, as in vm list; '' is all\n"
#define VM_ACT(verb, its_words, its_run)                                                           \
    {                                                                                              \
        "vm " verb, its_words, PERM_VM_POWER, its_run, "cli", TAKES(vm_act_form),                  \
            .options = VM_WHICH, .example = "hatchery vm " verb " --filter 'node:n3 plan:XS'",     \
            .operand = "id", .plans = true                                                         \
    }

#define SCHEDULE_ACT(verb, its_words, its_run)                                                     \
    {                                                                                              \
        "schedule " verb, its_words, PERM_VM_POWER, its_run, "cli", TAKES(id_form),                \
            .options = "  ID                 as schedule list shows it\n",                         \
            .example = "hatchery schedule " verb " 5", .operand = "id"                             \
    }

const struct verb verbs[] = {
    { "migrate", T("Bring the database's tables and rights up to date"),
      PERM_SETTING_WRITE, cli_migrate, "owner", .example = "hatchery migrate --state var" },
    { "setup", T("Set up the provider and its administrator, and a first node"),
      PERM_NODE_WRITE, cli_setup, "cli", TAKES(setup_form),
      .options = "  --email ADDRESS    of the administrator (admin@hatchery.example)\n"
                 "  --node-name NAME   the host's name; with it all up to --accel are needed\n"
                 "  --node-uri URI     libvirt's, such as qemu:///system\n"
                 "  --memory BYTES     of the host; machines get four fifths of it\n"
                 "  --cpus N\n"
                 "  --disk-path DIR    where disks lie\n"
                 "  --disk-bytes N     what machines' disks may take there\n"
                 "  --v4 GATEWAY/BITS  the machines' network, such as 10.77.0.1/24\n"
                 "  --v6 GATEWAY/BITS  such as fd77::1/64\n"
                 "  --image FILE       a small system image, raw\n"
                 "  --accel kvm|tcg\n"
                 "  --dns A,B          name servers for machines; else this host's\n"
                 "Memory, processors and disk of a node that is there are brought up to date; its\n"
                 "name and network stay, and another network is refused.\n"
                 "  --url URL          the panel's address; else hatchery.conf's\n",
      .example = "hatchery setup --node-name n1 --node-uri qemu:///system --memory 8G --cpus 4 "
                 "--disk-path var/disks --disk-bytes 50G --v4 10.77.0.1/24 --v6 fd77::1/64 "
                 "--image build/image/small.img --accel tcg" },
    { "doctor", T("Look at the running installation: what is wrong, and how to mend it"),
      PERM_SETTING_WRITE, cli_doctor, "owner",
      .options = "It changes nothing. Status 1 when something is wrong; with --json a row each:\n"
                 "state (ok, warn, bad), check, seen, mend.\n",
      .example = "hatchery doctor --json" },
    { "account add", T("Add a customer's account, or a reseller's; prints its id"),
      PERM_ACCOUNT_WRITE, cli_account_add, "cli", TAKES(account_add_form),
      .options = "  --name NAME\n"
                 "  --reseller         one with customers of its own\n",
      .example = "hatchery account add --name 'Nordlicht GmbH'" },
    { "account list", T("List accounts"),
      PERM_ACCOUNT_READ, cli_account_list, "cli", TAKES(list_form),
      .options = LIST_OPTIONS "Filters: name, id, kind, state, created.\n",
      .example = "hatchery account list state:suspended --json", .operand = "filter" },
    { "account suspend",
      T("Suspend an account: its machines are shut down, it can only look; prints the task"),
      PERM_ACCOUNT_WRITE, cli_account_suspend, "cli", TAKES(account_suspend_form),
      .options = "  ID                 as account list shows it\n"
                 "  --why TEXT         what the account is told\n",
      .example = "hatchery account suspend 2 --why 'The invoice of May is open.'",
      .operand = "id", .plans = true },
    { "account resume", T("End a suspension: what ran is started; prints the task"),
      PERM_ACCOUNT_WRITE, cli_account_resume, "cli", TAKES(id_form),
      .options = "  ID                 as account list shows it\n",
      .example = "hatchery account resume 2", .operand = "id", .plans = true },
    { "account close",
      T("Close an account for good: nobody is let in, its machines are deleted; prints the task"),
      PERM_ACCOUNT_WRITE, cli_account_close, "cli", TAKES(account_erase_form),
      .options = "  ID                 as account list shows it\n"
                 "  --name NAME        its name, so that it is no other's\n",
      .example = "hatchery account close 2 --name 'Nordlicht GmbH' --dry-run", .operand = "id",
      .plans = true },
    { "account erase", T("Forget a closed account and its people, for ever; prints the task"),
      PERM_ACCOUNT_WRITE, cli_account_erase, "cli", TAKES(account_erase_form),
      .options = "  ID                 as account list shows it\n"
                 "  --name NAME        its name, so that it is no other's\n",
      .example = "hatchery account erase 2 --name 'Nordlicht GmbH'", .operand = "id" },
    { "account limit", T("Say what an account may have; a reseller's is of all its customers"),
      PERM_ACCOUNT_WRITE, cli_account_limit, "cli", LIMITED(account_limit_form),
      .options = "  ID                 as account list shows it\n"
                 "  --machines N       at most; machines that are there stay\n" LIMITS KEPT,
      .example = "hatchery account limit 2 --machines 20 --memory 64G", .operand = "id" },
    { "brand list", T("List resellers' host names: what is confirmed, and what is asked for"),
      PERM_ACCOUNT_READ, cli_brand_list, "cli", .example = "hatchery brand list" },
    { "brand confirm", T("Confirm that a host name is a reseller's: its people sign in there"),
      PERM_ACCOUNT_WRITE, cli_brand_confirm, "cli", .form = brand_confirm_form,
      .form_size = sizeof(struct brand_form),
      .options = "  ID                 of the reseller's account, as brand list shows it\n"
                 "  --host NAME        what it asks for\n",
      .example = "hatchery brand confirm 7 --host panel.nordlicht.example", .operand = "id" },
    { "brand refuse", T("Confirm none of a reseller's host names, or no longer the one it has"),
      PERM_ACCOUNT_WRITE, cli_brand_refuse, "cli", .form = brand_refuse_form,
      .form_size = sizeof(struct brand_form),
      .options = "  ID                 of the reseller's account, as brand list shows it\n",
      .example = "hatchery brand refuse 7", .operand = "id" },
    { "group add", T("Add a group of accounts that have limits in sum; prints its id"),
      PERM_ACCOUNT_WRITE, cli_group_add, "cli", LIMITED(group_add_form),
      .options = "  --name NAME\n"
                 "  --machines N       of all of them at most\n" LIMITS,
      .example = "hatchery group add --name Startups --machines 100 --memory 256G" },
    { "group list", T("List groups of accounts, with what they have"),
      PERM_ACCOUNT_READ, cli_group_list, "cli", TAKES(list_form),
      .options = LIST_OPTIONS "Filters: name, id, machines, limit, vcpu, memory, disk, ipv4,\n"
                              "created.\n",
      .example = "hatchery group list --json", .operand = "filter" },
    { "group set", T("Change a group's name or limits"),
      PERM_ACCOUNT_WRITE, cli_group_set, "cli", LIMITED(group_set_form),
      .options = "  ID                 as group list shows it\n"
                 "  --name NAME\n"
                 "  --machines N\n" LIMITS KEPT,
      .example = "hatchery group set 3 --machines 200", .operand = "id" },
    { "group put", T("Put an account into a group, or into none"),
      PERM_ACCOUNT_WRITE, cli_group_put, "cli", TAKES(group_put_form),
      .options = "  ACCOUNT            as account list shows it: a customer of the provider\n"
                 "  --group ID         as group list shows it; 0: none\n",
      .example = "hatchery group put 7 --group 3", .operand = "account" },
    { "group delete", T("Delete a group; its accounts stay"),
      PERM_ACCOUNT_WRITE, cli_group_delete, "cli", TAKES(id_form),
      .options = "  ID                 as group list shows it\n",
      .example = "hatchery group delete 3", .operand = "id" },
    { "user disable", T("Disable a user: no sign-in, and open sessions end"),
      PERM_USER_WRITE, cli_user_disable,
      "cli", TAKES(email_form), .options = "  ADDRESS            the user's e-mail\n",
      .example = "hatchery user disable ada@nordlicht.example", .operand = "email" },
    { "user enable", T("Enable a user again"),
      PERM_USER_WRITE, cli_user_enable, "cli", TAKES(email_form),
      .options = "  ADDRESS            the user's e-mail\n",
      .example = "hatchery user enable ada@nordlicht.example", .operand = "email" },
    { "user erase", T("Forget a user who is in no account, for ever; prints the task"),
      PERM_USER_WRITE, cli_user_erase, "cli", TAKES(email_form),
      .options = "  ADDRESS            the user's e-mail\n",
      .example = "hatchery user erase ada@nordlicht.example", .operand = "email" },
    { "user totp-off", T("Take a user's second step and passkeys away; ends the user's sessions"),
      PERM_USER_WRITE, cli_user_totp_off, "cli", TAKES(email_form),
      .options = "  ADDRESS            the user's e-mail\n",
      .example = "hatchery user totp-off ada@nordlicht.example", .operand = "email" },
    { "user add", T("Add a user to an account"),
      PERM_USER_WRITE, cli_user_add, "cli", TAKES(user_add_form), .options = "  --account ID\n"
                 "  --email ADDRESS\n"
                 "  --name NAME\n"
                 "  --role owner|reader|administrator   (owner)\n"
                 "  --generate         make a password and print it\n"
                 "The password is read from standard input, one line of at least 12 characters;\n"
                 "where that is a terminal or empty, one is made and printed.\n",
      .example = "hatchery user add --account 2 --email ada@nordlicht.example --name Ada "
                 "< password" },
    { "user invite", T("Add a user who chooses a password by a mailed link; prints the id"),
      PERM_USER_WRITE, cli_user_invite, "cli", TAKES(user_invite_form),
      .options = "  --account ID\n"
                 "  --email ADDRESS\n"
                 "  --name NAME\n"
                 "  --role owner|reader|administrator   (owner)\n",
      .example = "hatchery user invite --account 2 --email ada@nordlicht.example --name Ada" },
    { "user passwd", T("Give a user a new password; ends the user's sessions"),
      PERM_USER_WRITE, cli_user_passwd, "cli", TAKES(user_passwd_form),
      .options = "  --email ADDRESS\n"
                 "  --generate         make a password and print it\n"
                 "The password is read from standard input, as with user add.\n",
      .example = "hatchery user passwd --email ada@nordlicht.example --generate" },
    { "user list", T("List users"), PERM_USER_READ, cli_user_list, "cli", TAKES(list_form),
      .options = LIST_OPTIONS "Filters: email, id, name, state, created.\n",
      .example = "hatchery user list 'email:ada*'", .operand = "filter" },
    { "member add", T("Make a user a member of another account, without asking"),
      PERM_USER_WRITE, cli_member_add, "cli", .form = member_role_form,
      .form_size = sizeof(struct member_form),
      .options = "  ADDRESS            the user's e-mail\n"
                 "  --account ID       of the same provider or reseller\n"
                 "  --role NAME        as role list shows it\n",
      .example = "hatchery member add ada@nordlicht.example --account 7 --role reader",
      .operand = "email" },
    { "member role", T("Give a member another role"), PERM_USER_WRITE, cli_member_role, "cli",
      .form = member_role_form, .form_size = sizeof(struct member_form),
      .options = "  ADDRESS            the user's e-mail\n"
                 "  --account ID\n"
                 "  --role NAME        as role list shows it\n",
      .example = "hatchery member role ada@nordlicht.example --account 7 --role owner",
      .operand = "email" },
    { "member remove", T("Take a user out of an account; the sessions there end"),
      PERM_USER_WRITE, cli_member_remove, "cli", TAKES(member_form),
      .options = "  ADDRESS            the user's e-mail\n"
                 "  --account ID\n",
      .example = "hatchery member remove ada@nordlicht.example --account 7",
      .operand = "email" },
    { "member list", T("List an account's members"), PERM_USER_READ, cli_member_list, "cli",
      TAKES(member_list_form), .options = "  ID                 as account list shows it\n",
      .example = "hatchery member list 7", .operand = "account" },
    { "role list", T("List roles and what they may"), PERM_ROLE_READ, cli_role_list, "cli",
      .example = "hatchery role list" },
    { "setting list", T("List the panel's settings; secrets are not shown"),
      PERM_SETTING_READ, cli_setting_list, "cli", .example = "hatchery setting list" },
    { "setting set", T("Change a setting; mails that wait are tried at once"),
      PERM_SETTING_WRITE, cli_setting_set, "cli", TAKES(setting_set_form),
      .options = "  --name NAME        as setting list shows it\n"
                 "  --value VALUE\n"
                 "Without one, and always of a secret, it is the first line of standard input.\n",
      .example = "hatchery setting set --name smtp_host --value smtp.nordlicht.example" },
    { "plan add", T("Add a plan; prints its id"),
      PERM_PLAN_WRITE, cli_plan_add, "cli", .form = plan_form, .form_size = sizeof(struct plan),
      .options = "  --name NAME\n"
                 "  --vcpu N\n"
                 "  --memory SIZE      such as 512M or 2G\n"
                 "  --disk SIZE\n"
                 "  --traffic SIZE     a month (1T)\n"
                 "  --price-month P    such as 2.90\n"
                 "  --price-hour P     (the month's price by 730)\n"
                 "  --currency CODE    (EUR)\n",
      .example =
          "hatchery plan add --name XL --vcpu 4 --memory 4G --disk 80G --price-month 24.90" },
    { "plan retire", T("Sell a plan no more; machines that have it keep it"),
      PERM_PLAN_WRITE, cli_plan_retire, "cli", TAKES(retire_form),
      .options = "  ID                 as plan list shows it\n"
                 "  --undo             sell it again\n",
      .example = "hatchery plan retire 3", .operand = "id" },
    { "plan list", T("List plans"), PERM_PLAN_READ, cli_plan_list, "cli", TAKES(list_form),
      .options = LIST_OPTIONS "Filters: name, state, vcpu, memory, disk, traffic, price, hour,\n"
                              "id.\n" COUNTS,
      .example = "hatchery plan list state:sold --sort price", .operand = "filter" },
    { "image add", T("Register a disk image; prints its id"),
      PERM_IMAGE_WRITE, cli_image_add, "cli", TAKES(image_add_form),
      .options = "  --file FILE\n"
                 "  --name NAME\n"
                 "  --version VERSION\n"
                 "  --icon ICON        such as debian (image)\n"
                 "  --format raw|qcow2 (raw)\n"
                 "  --min-disk SIZE    (what the image says)\n"
                 "  --min-memory SIZE  (128M)\n"
                 "  --account ID       of a reseller, for its customers alone\n",
      .example = "hatchery image add --file debian-12.qcow2 --format qcow2 --name Debian "
                 "--version 12 --icon debian --min-memory 512M" },
    { "image retire", T("Offer an image no more; machines made of it stay"),
      PERM_IMAGE_WRITE, cli_image_retire, "cli", TAKES(retire_form),
      .options = "  ID                 as image list shows it\n"
                 "  --undo             offer it again\n",
      .example = "hatchery image retire 3", .operand = "id" },
    { "image list", T("List images"), PERM_IMAGE_READ, cli_image_list, "cli", TAKES(list_form),
      .options = LIST_OPTIONS "Filters: name, version, state, size, disk, memory, created, id.\n"
                              COUNTS,
      .example = "hatchery image list state:offered --json", .operand = "filter" },
    { "script add", T("Add a script for machines' first boot; prints its id"),
      PERM_SCRIPT_WRITE, cli_script_add, "cli", TAKES(script_add_form),
      .options = "  --name NAME\n"
                 "  --account ID       (the provider's, which all are offered)\n"
                 "  --file FILE        (standard input)\n"
                 "The first line begins with #!/ or is #cloud-config.\n",
      .example = "hatchery script add --account 2 --name 'web server' < setup.sh" },
    { "script show", T("Print a script's text"), PERM_SCRIPT_WRITE, cli_script_show, "cli",
      TAKES(id_form), .options = "  ID                 as script list shows it\n",
      .example = "hatchery script show 3", .operand = "id" },
    { "script retire", T("Offer a script no more; machines that were asked for keep it"),
      PERM_SCRIPT_WRITE, cli_script_retire, "cli", TAKES(retire_form),
      .options = "  ID                 as script list shows it\n"
                 "  --undo             offer it again\n",
      .example = "hatchery script retire 3", .operand = "id" },
    { "script delete", T("Delete a script; machines that were asked for keep it"),
      PERM_SCRIPT_WRITE, cli_script_delete, "cli",
      TAKES(id_form), .options = "  ID                 as script list shows it\n",
      .example = "hatchery script delete 3", .operand = "id" },
    { "script list", T("List scripts"),
      PERM_SCRIPT_READ, cli_script_list, "cli", TAKES(script_list_form),
      .options = "  --account ID       one account's\n", .example = "hatchery script list" },
    { "token add", T("Make a token for the JSON interface; prints it, this once"),
      PERM_TOKEN_WRITE, cli_token_add, "cli", TAKES(token_add_form),
      .options = "  --account ID\n"
                 "  --name NAME\n"
                 "  --role owner|reader   (owner)\n"
                 "  --access write|read   (write)\n"
                 "  --nouns LIST          such as vm,task: nothing else; of ssh_key, script,\n"
                 "                        image, plan, account and customer, too\n"
                 "  --labels LIST         such as env=prod,team=web: machines that have all\n"
                 "  --networks LIST       such as '192.0.2.0/24 2001:db8::/32': from nowhere else\n"
                 "  --days N              it ends after them\n",
      .example = "hatchery token add --account 2 --name billing" },
    { "token list", T("List tokens"),
      PERM_TOKEN_READ, cli_token_list, "cli", TAKES(token_list_form),
      .options = "  --account ID       one account's\n", .example = "hatchery token list" },
    { "token revoke", T("Revoke a token: it is refused from now on"),
      PERM_TOKEN_WRITE, cli_token_revoke, "cli",
      TAKES(id_form), .options = "  ID                 as token list shows it\n",
      .example = "hatchery token revoke 5", .operand = "id" },
    { "audit verify", T("Look whether the sealed audit is as it was"),
      PERM_AUDIT_READ, cli_audit_verify, "cli", .example = "hatchery audit verify" },
    { "node list", T("List nodes"), PERM_NODE_READ, cli_node_list, "cli", TAKES(list_form),
      .options = LIST_OPTIONS "Filters: name, state, cluster, machines, vcpu, limit, memory,\n"
                              "accel, version, seen, id.\n",
      .example = "hatchery node list state:unreachable", .operand = "filter" },
    { "vm list", T("List machines"), PERM_VM_READ, cli_vm_list, "cli", TAKES(list_form),
      .options = LIST_OPTIONS "Filters: name, state, ip, ipv6, account, node, plan, image, vcpu,\n"
                              "memory, disk, created, label, id, uuid.\n",
      .example = "hatchery vm list 'state:failed node:n3' --sort -created", .operand = "filter" },
    VM_ACT("start", T("Start machines; prints the task"), cli_vm_start),
    VM_ACT("stop", T("Cut machines' power; prints the task"), cli_vm_stop),
    VM_ACT("shutdown", T("Shut machines down; prints the task"), cli_vm_shutdown),
    VM_ACT("reboot", T("Restart machines; prints the task"), cli_vm_reboot),
    { "vm delete", T("Delete machines, with their disks and addresses; prints the task"),
      PERM_VM_DELETE, cli_vm_delete, "cli", .form = vm_drop_form,
      .form_size = sizeof(struct vm_act_form),
      .options = VM_WHICH "  --confirm N        how many there are: of another number none is\n"
                          "                     deleted\n",
      .example = "hatchery vm delete --filter 'state:failed created<30d' --confirm 12",
      .operand = "id", .plans = true },
    { "schedule list", T("List schedules, the panel's own among them"),
      PERM_VM_READ, cli_schedule_list, "cli", TAKES(list_form),
      .options = LIST_OPTIONS "Filters: kind, state, vm, account, next, own.\n",
      .example = "hatchery schedule list 'own:no state:active'", .operand = "filter" },
    { "schedule add", T("Have a machine started, shut down, … at times; prints its id"),
      PERM_VM_POWER, cli_schedule_add, "cli", TAKES(schedule_add_form),
      .options = "  --vm ID            as vm list shows it\n"
                 "  --kind KIND        vm_start, vm_shutdown, vm_reboot or vm_stop\n"
                 "  --moment TIME      as in cron, '0 8 * * mon-fri', or once, '2026-12-24 18:00'\n"
                 "  --zone ZONE        such as Europe/Berlin (UTC)\n"
                 "  --spread MINUTES   so many later at most, drawn once\n"
                 "  --user ADDRESS     in whose name and with whose rights it goes on\n",
      .example = "hatchery schedule add --vm 42 --kind vm_reboot --moment '2026-12-24 18:00' "
                 "--user ada@nordlicht.example" },
    SCHEDULE_ACT("pause", T("Pause a schedule"), cli_schedule_pause),
    SCHEDULE_ACT("resume", T("Resume a schedule; what it missed is not made up for"),
                 cli_schedule_resume),
    SCHEDULE_ACT("run", T("Have a schedule's time come now"), cli_schedule_run),
    SCHEDULE_ACT("delete", T("Delete a schedule"), cli_schedule_delete),
    { "task list", T("List tasks, the newest first"),
      PERM_TASK_READ, cli_task_list, "cli", TAKES(list_form),
      .options = LIST_OPTIONS "Filters: kind, id, state, on, vm, account, node, by, queued,\n"
                              "took.\n",
      .example = "hatchery task list 'vm:42 state:failed'", .operand = "filter" },
    { "task show", T("Show a task with its steps, locks and log"),
      PERM_TASK_READ, cli_task_show, "cli",
      TAKES(id_form), .options = "  ID                 as task list shows it\n",
      .example = "hatchery task show 812", .operand = "id" },
    { "task log", T("Print a task's log"),
      PERM_TASK_READ, cli_task_log, "cli", TAKES(task_log_form),
      .options = "  ID                 as task list shows it\n"
                 "  --follow           and what comes, until the task has ended\n"
                 "  --level LEVEL      only info, warn or error\n"
                 "With --json a line is an object of its own.\n",
      .example = "hatchery task log 812 --follow", .operand = "id" },
    { "task cancel", T("End a task: what it has done is undone"),
      PERM_TASK_WRITE, cli_task_cancel, "cli",
      TAKES(id_form), .options = "  ID                 as task list shows it\n",
      .example = "hatchery task cancel 812", .operand = "id" },
    { "task retry", T("Ask once more for what failed; prints the new task's id"),
      PERM_TASK_WRITE, cli_task_retry,
      "cli", TAKES(id_form), .options = "  ID                 as task list shows it\n",
      .example = "hatchery task retry 812", .operand = "id", .plans = true },
    { "task hold", T("Begin no more tasks: of a kind, on a node, or at all"),
      PERM_TASK_HOLD, cli_task_hold, "cli", TAKES(hold_form),
      .options = "  WHAT               all, kind:NAME or node:NAME; none: list what is held\n"
                 "What runs goes on to its end.\n",
      .example = "hatchery task hold node:n3", .operand = "what" },
    { "task release", T("Begin tasks again that were held"),
      PERM_TASK_HOLD, cli_task_release, "cli",
      .form = release_form, .form_size = sizeof(struct hold_form),
      .options = "  WHAT               as task hold lists it\n",
      .example = "hatchery task release node:n3", .operand = "what" },
    { .name = NULL },
};
