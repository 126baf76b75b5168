# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# MariaDB of one installation: its configuration, its data directory, its users. It listens on a
# Unix socket alone; OWNER signs in by being OWNER, each program by the password in its secret/db-.
# Run by root or OWNER; lib.sh comes first.

# The settings that the panel's queries were written for; cgi-bin/db asks for them at each start.
write_my_cnf()
{
    write_file 0644 "$STATE/my.cnf" << END
[mariadbd]
user=$OWNER
datadir=$STATE/data
socket=$STATE/run/mariadb.sock
pid-file=$STATE/run/mariadb.pid
tmpdir=$STATE/data
skip-networking
skip-name-resolve
skip-log-bin
character-set-server=utf8mb4
collation-server=utf8mb4_uca1400_ai_ci
default-time-zone=+00:00
transaction-isolation=READ-COMMITTED
sql-mode=STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE
innodb-rollback-on-timeout=1
innodb-lock-wait-timeout=5
innodb-flush-log-at-trx-commit=1
innodb-buffer-pool-size=64M
innodb-log-file-size=32M
performance-schema=0
local-infile=0
symbolic-links=0
max-connections=400
END
}

# Into a directory beside, then renamed, so that a half-made one is never taken for whole.
make_database()
{
    write_my_cnf
    [ ! -d "$STATE/data/mysql" ] || return 0
    step "Preparing MariaDB's data directory"
    rm -rf "$STATE/data.new"
    mkdir -m 0700 "$STATE/data.new"
    # With the kernel's own queues, or one folder for temporary tables, some fail where several are
    # made at once.
    mariadb-install-db --no-defaults --force --skip-test-db --skip-name-resolve \
        --user="$OWNER" --datadir="$STATE/data.new" --tmpdir="$STATE/data.new" \
        --innodb-use-native-aio=OFF \
        --auth-root-authentication-method=socket --auth-root-socket-user="$OWNER" \
        > "$STATE/log/mariadb-install-db" 2>&1 ||
        die "MariaDB's data directory could not be made." "read $STATE/log/mariadb-install-db"
    rmdir "$STATE/data" ||
        die "$STATE/data holds something that is no database." "move it away"
    mv "$STATE/data.new" "$STATE/data"
}

database_answers()
{
    as_owner mariadb-admin --no-defaults --socket="$STATE/run/mariadb.sock" --user="$OWNER" \
        ping > /dev/null 2>&1
}

database_users()
{
    sed -n 's/^DB_USER([A-Z_]*, "\([a-z_]*\)").*/\1/p' cgi-bin/db/users.def
}

make_passwords()
{
    local user
    for user in $(database_users); do
        [ -s "$SECRET/db-$user" ] ||
            random_password | write_file 0600 "$SECRET/db-$user"
    done
}

# What secrets in the database are sealed with. It is kept apart from dumps, and without it they
# stay sealed for ever. Scripts have a key that follows from it: all web programs read that one.
make_key()
{
    [ -s "$SECRET/key" ] ||
        od -An -N32 -tx1 /dev/urandom | tr -d ' \n' | write_file 0600 "$SECRET/key"
    printf 'hatchery scripts %s' "$(cat "$SECRET/key")" | sha256sum | cut -c1-64 |
        write_file 0600 "$SECRET/key-script"
}

# Users without rights: sql/grants.sql gives them theirs after the migrations. `keep`: programs
# run, so those that have rights keep them.
users_sql()
{
    local user keep=${1:-}
    echo "CREATE DATABASE IF NOT EXISTS hatchery
        CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;"
    for user in $(database_users); do
        echo "CREATE USER IF NOT EXISTS '$user'@'localhost';"
        echo "ALTER USER '$user'@'localhost' IDENTIFIED BY '$(cat "$SECRET/db-$user")';"
        # a right that a new version has no more
        [ -n "$keep" ] || echo "REVOKE ALL PRIVILEGES, GRANT OPTION FROM '$user'@'localhost';"
    done
    echo "GRANT ALL PRIVILEGES ON hatchery.* TO 'owner'@'localhost' WITH GRANT OPTION;"
}

make_users()
{
    users_sql "" |
        as_owner mariadb --no-defaults --socket="$STATE/run/mariadb.sock" --user="$OWNER" ||
        die "MariaDB's users could not be made." "read $STATE/log/mariadb/current"
}
