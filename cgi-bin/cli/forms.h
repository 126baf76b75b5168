/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs' options as structs; their tables stand beside the functions that take them. */
#pragma once
#include "form/field.h"

struct account_add_form {
    const char *name;
    bool reseller;
};
extern const struct field account_add_form[];

struct account_suspend_form {
    int64_t id;
    const char *why;
};
extern const struct field account_suspend_form[];

struct account_erase_form {
    int64_t id;
    const char *name;
};
extern const struct field account_erase_form[];

struct brand_form {
    int64_t id; /* of the reseller's account */
    const char *host;
};
extern const struct field brand_confirm_form[];
extern const struct field brand_refuse_form[];

/* Of an account or a group; LIMIT_AS_IS: the option was not given. */
enum { LIMIT_AS_IS = -1 };
struct limit_form {
    int64_t id;
    const char *name; /* of a group alone */
    int64_t machines;
    int64_t running;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    int64_t ipv4;
    int64_t traffic;
    int64_t api_minute;
};
extern const struct field account_limit_form[];
extern const struct field group_add_form[];
extern const struct field group_set_form[];
extern const struct limit_form limit_start;

struct group_put_form {
    int64_t account;
    int64_t group; /* 0: none */
};
extern const struct field group_put_form[];

struct email_form {
    const char *email;
};
extern const struct field email_form[];

struct user_add_form {
    int64_t account;
    const char *email;
    const char *name;
    const char *role;
    bool generate;
};
extern const struct field user_add_form[];

struct user_passwd_form {
    const char *email;
    bool generate;
};
extern const struct field user_passwd_form[];

struct image_add_form {
    int64_t account; /* a reseller's; 0: the provider's */
    const char *file;
    const char *name;
    const char *version;
    const char *icon;
    const char *format;
    int64_t min_disk;
    int64_t min_memory;
};
extern const struct field image_add_form[];

struct token_add_form {
    int64_t account;
    const char *name;
    const char *role;
    unsigned access;
    const char *nouns;
    const char *labels;
    const char *networks;
    int64_t days;
};
extern const struct field token_add_form[];

struct token_list_form {
    int64_t account;
};
extern const struct field token_list_form[];

struct id_form {
    int64_t id;
};
extern const struct field id_form[];

/* Of what is done with machines; confirm: deleting alone has it. */
struct vm_act_form {
    struct ids id;
    const char *filter;
    int64_t confirm;
};
extern const struct field vm_act_form[];
extern const struct field vm_drop_form[];

struct schedule_add_form {
    int64_t vm;
    const char *kind;
    const char *moment;
    const char *zone;
    int64_t spread;
    const char *user; /* an address: in whose name it goes on */
};
extern const struct field schedule_add_form[];

struct retire_form {
    int64_t id;
    bool undo;
};
extern const struct field retire_form[];

/* Every list of a noun. */
struct list_form {
    const char *filter;
    const char *sort;
    int64_t limit;
    bool csv;
};
extern const struct field list_form[];

struct task_log_form {
    int64_t id;
    bool follow;
    const char *level;
};
extern const struct field task_log_form[];

/* Of `task hold` and, where it is required, of `task release`. */
struct hold_form {
    const char *what;
};
extern const struct field hold_form[];
extern const struct field release_form[];

struct user_invite_form {
    int64_t account;
    const char *email;
    const char *name;
    const char *role;
};
extern const struct field user_invite_form[];

struct member_form {
    const char *email;
    int64_t account;
    const char *role;
};
extern const struct field member_form[];
extern const struct field member_role_form[]; /* with a role */

struct member_list_form {
    int64_t account;
};
extern const struct field member_list_form[];

struct setting_set_form {
    const char *name;
    const char *value;
};
extern const struct field setting_set_form[];

struct setup_form {
    const char *node_name;
    const char *node_uri;
    int64_t memory;
    int64_t cpus;
    const char *disk_path;
    int64_t disk_bytes;
    const char *v4;
    const char *v6;
    const char *image;
    const char *accel;
    const char *dns;
    const char *url;
    const char *email;
};
extern const struct field setup_form[];
