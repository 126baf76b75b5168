# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# nginx/site.conf.in filled in from hatchery.conf, for `make run` and for an installed host alike.
# lib.sh comes first. What is asked for there, and what holds where nothing is said:
#   url, admin_url            the addresses that people type; admin_url: the administrator's own
#   listen                    where nginx listens: 443 and [::]:443 for https, else 80 and [::]:80
#   listen_plain              for https: where it answers that the panel is at https; none: nowhere
#   certificate, certificate_key   for https: files of PEM
#   acme_dir                  where an ACME client lays its answers, for listen_plain
#   proxies                   addresses and networks whose X-Forwarded-For is believed
#   admin_networks            from where /admin/ is reached; none: from everywhere
#   rate_address, rate_token  requests a second from one address, with one token; 0: any number

# conf_value FILE KEY [FALLBACK]
conf_value()
{
    local value
    value=$(sed -n "s/^$2=//p" "$1" | tail -n 1)
    printf '%s\n' "${value:-${3:-}}"
}

# each BEFORE WORD...: a line of nginx for each word
each()
{
    local before=$1 word
    shift
    for word in "$@"; do
        printf '    %s %s;\n' "$before" "$word"
    done
}

# each_with AFTER WORD...
each_with()
{
    local after=$1 word
    shift
    for word in "$@"; do
        printf '    %s %s;\n' "$word" "$after"
    done
}

# host_of URL: as a Host header has it
host_of()
{
    local host=${1#*://}
    printf '%s\n' "${host,,}"
}

admin_host_block()
{
    local url=$1
    if [ -z "$url" ]; then
        # shellcheck disable=SC2016 # nginx's
        printf 'map "" $ht_admin_host { default 1; }\n'
        return
    fi
    # shellcheck disable=SC2016
    printf 'map $http_host $ht_admin_host { default 0; "%s" 1; }\n' "$(host_of "$url")"
}

admin_networks_block()
{
    # shellcheck disable=SC2016
    printf 'geo $ht_admin_from {\n    default %d;\n' $(($# == 0))
    each_with 1 "$@"
    printf '}\n'
}

# zones RATE NAME KEY
zone_line()
{
    [ "$1" = 0 ] || printf 'limit_req_zone $%s zone=%s:10m rate=%dr/s;\n' "$3" "$2" "$1"
}

# As many at once as in four seconds.
limit_line()
{
    [ "$1" = 0 ] || printf '    limit_req zone=%s burst=%d nodelay;\n' "$2" $(($1 * 4))
}

# Mozilla's "intermediate" list: TLS 1.2 with forward secrecy and authenticated encryption, and 1.3.
tls_lines()
{
    local ciphers=ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256
    ciphers=$ciphers:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384
    ciphers=$ciphers:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
    cat << END
    ssl_certificate $1;
    ssl_certificate_key $2;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers $ciphers;
    ssl_prefer_server_ciphers off;
    ssl_session_cache shared:ht_tls:10m;
    ssl_session_timeout 1d;
    ssl_session_tickets off;
    http2_max_concurrent_streams 32;
END
}

# A token is never sent on to https by an answer: who sent it in clear learns it at once (API-07).
plain_block()
{
    local url=$1 challenges=$2
    shift 2
    cat << END
server {
$(each listen "$@")
    server_name _;
    server_tokens off;
    access_log off;
    limit_conn ht_connections 100;
    limit_conn_status 429;
    client_header_timeout 5s;
    location /.well-known/acme-challenge/ {
        root $challenges;
        default_type text/plain;
        types { }
    }
    location /api/ {
        return 403;
    }
    location / {
        return 308 $url\$request_uri;
    }
}
END
}

# write_site CONF OUT RUN ACCESS_LOG: fills in the site that CONF asks for.
write_site()
{
    local conf=$1 out=$2 run=$3 log=$4 body tls='' plain='' listen certificate key rate_a rate_t
    local proxies networks
    certificate=$(conf_value "$conf" certificate)
    key=$(conf_value "$conf" certificate_key)
    rate_a=$(conf_value "$conf" rate_address 0)
    rate_t=$(conf_value "$conf" rate_token 0)
    read -ra proxies <<< "$(conf_value "$conf" proxies)"
    read -ra networks <<< "$(conf_value "$conf" admin_networks)"
    if [ -n "$certificate" ]; then
        read -ra listen <<< "$(conf_value "$conf" listen '443 [::]:443')"
        tls=$(each listen "${listen[@]/%/ ssl http2}" && tls_lines "$certificate" "$key")
        read -ra listen <<< "$(conf_value "$conf" listen_plain)"
        [ ${#listen[@]} = 0 ] || plain=$(plain_block \
            "$(conf_value "$conf" url)" "$(conf_value "$conf" acme_dir)" "${listen[@]}")
    else
        read -ra listen <<< "$(conf_value "$conf" listen '80 [::]:80')"
        tls=$(each listen "${listen[@]}")
    fi
    body=$(cat nginx/site.conf.in)
    body=${body//@ADMIN_HOST@/"$(admin_host_block "$(conf_value "$conf" admin_url)")"}
    body=${body//@ADMIN_NETWORKS@/"$(admin_networks_block "${networks[@]}")"}
    body=${body//@BY_PROXY@/"$(each_with 1 "${proxies[@]}")"}
    body=${body//@LIMIT_ZONES@/"$(zone_line "$rate_a" ht_addresses ht_client
        zone_line "$rate_t" ht_tokens ht_token)"}
    body=${body//@LIMITS@/"$(limit_line "$rate_a" ht_addresses
        limit_line "$rate_t" ht_tokens)"}
    body=${body//@RATE_HOUR@/$((rate_t * 3600))}
    body=${body//@REAL_IP@/"$([ ${#proxies[@]} = 0 ] || {
        each set_real_ip_from "${proxies[@]}"
        echo '    real_ip_header X-Forwarded-For;'
        echo '    real_ip_recursive on;'
    })"}
    body=${body//@PLAIN@/"$plain"}
    body=${body//@LISTEN@/"$tls"}
    body=${body//@ACCESS_LOG@/"$log"}
    body=${body//@RUN@/"$run"}
    body=${body//@ROOT@/"$ROOT"}
    write_file 0644 "$out" <<< "$body"
}
