# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# nginx/site.conf.in filled in from hatchery.conf, for `make run` and for an installed host alike.
# lib.sh comes first. What is asked for there, and what holds where nothing is said:
#   url, admin_url            the addresses that people type; admin_url: the administrator's own
#   hosts                     more host names, those of resellers' brands
#   default_server            no: another site of this nginx answers for all other names
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

# names_of CONF: of the hosts that are served, without ports
names_of()
{
    local url all=() more
    for url in "$(conf_value "$1" url)" "$(conf_value "$1" admin_url)"; do
        [ -z "$url" ] || all+=("$(host_of "$url" | sed 's/:[0-9]*$//')")
    done
    read -ra more <<< "$(conf_value "$1" hosts)"
    printf '%s\n' "${all[@]}" "${more[@],,}" | awk '!seen[$0]++' | xargs
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
# Of every server of an address: a version is agreed on before the name is known.
tls_lines()
{
    local ciphers=ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256
    ciphers=$ciphers:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384
    ciphers=$ciphers:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
    cat << END
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers $ciphers;
    ssl_prefer_server_ciphers off;
    ssl_session_cache shared:ht_tls:10m;
    ssl_session_timeout 1d;
    ssl_session_tickets off;
    http2_max_concurrent_streams 32;
END
}

# What all servers but the panel's have; nginx waits for a name by the time of the default one.
little_server()
{
    cat << END
    server_tokens off;
    access_log off;
    limit_conn ht_connections 100;
    limit_conn_status 429;
    client_header_timeout 5s;
    include $ROOT/nginx/headers.conf;
END
}

# others_block LISTEN...: who asks for a name that is not ours is refused; by TLS he is shown no
# certificate, and with a name of ours to begin with nothing but the refusal.
others_block()
{
    cat << END
server {
$(each listen "${@/%/ default_server}")
    server_name "";
$(little_server)
$(case $1 in *ssl*) tls_lines && echo '    ssl_reject_handshake on;' ;; esac)
    return 421;
}
END
}

# plain_block NAMES URL CHALLENGES LISTEN...: sends on to https. A token never is: who sent it in
# clear learns it at once (API-07).
plain_block()
{
    local names=$1 url=$2 challenges=$3 port
    port=$(host_of "$url" | grep -o ':[0-9]*$' || true)
    shift 3
    cat << END
server {
$(each listen "$@")
    server_name $names;
$(little_server)
    location /.well-known/acme-challenge/ {
        root $challenges;
        default_type text/plain;
        types { }
    }
    location /api/ {
        return 403;
    }
    location / {
        return 308 https://\$host$port\$request_uri;
    }
}
END
}

# write_site CONF OUT RUN ACCESS_LOG: fills in the site that CONF asks for.
write_site()
{
    local conf=$1 out=$2 run=$3 log=$4 body tls='' plain='' listen certificate key rate_a rate_t
    local proxies networks names=_ others='' refuse
    certificate=$(conf_value "$conf" certificate)
    key=$(conf_value "$conf" certificate_key)
    rate_a=$(conf_value "$conf" rate_address 0)
    rate_t=$(conf_value "$conf" rate_token 0)
    read -ra proxies <<< "$(conf_value "$conf" proxies)"
    read -ra networks <<< "$(conf_value "$conf" admin_networks)"
    if [ -n "$certificate" ]; then
        read -ra listen <<< "$(conf_value "$conf" listen '443 [::]:443')"
        tls=$(each listen "${listen[@]/%/ ssl http2}"
            each ssl_certificate "$certificate"
            each ssl_certificate_key "$key"
            tls_lines)
        names=$(names_of "$conf")
        refuse=$(conf_value "$conf" default_server yes)
        [ "$refuse" = no ] || others=$(others_block "${listen[@]/%/ ssl http2}")
        read -ra listen <<< "$(conf_value "$conf" listen_plain)"
        if [ ${#listen[@]} != 0 ]; then
            plain=$(plain_block "$names" "$(conf_value "$conf" url)" \
                "$(conf_value "$conf" acme_dir)" "${listen[@]}")
            [ "$refuse" = no ] || others+=$'\n'$(others_block "${listen[@]}")
        fi
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
    body=${body//@OTHERS@/"$others"}
    body=${body//@NAMES@/"$names"}
    body=${body//@LISTEN@/"$tls"}
    body=${body//@ACCESS_LOG@/"$log"}
    body=${body//@RUN@/"$run"}
    body=${body//@ROOT@/"$ROOT"}
    write_file 0644 "$out" <<< "$body"
}
