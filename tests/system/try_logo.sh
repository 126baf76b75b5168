# shellcheck shell=bash disable=SC2154 # the names are test_reseller's
# SPDX-License-Identifier: Apache-2.0
# WEB-08: what a reseller sends as its logo is a picture and nothing else. For test_reseller, at its
# brand's host name.

# logo FILE [INPUT]: north sends it
logo()
{
    local page
    page=$(as north GET /reseller/brand/logo)
    as north POST /reseller/brand/logo -F "csrf=$(seal_of csrf <<< "$page")" \
        -F "request_key=$(seal_of request_key <<< "$page")" -F "${2:-logo}=@$1;filename=../<b>.png"
}

many_logos()
{
    for _ in {1..12}; do
        logo "$STATE/half.png"
    done
}

logos()
{
    local file png
    python3 - "$STATE" <<- 'PNG'
	import struct, sys, zlib
	def chunk(kind, body):
	    return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
	rows = b''.join(b'\0' + bytes([122, 31, 92]) * 200 for _ in range(50))
	png = (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 200, 50, 8, 2, 0, 0, 0)) +
	       chunk(b'tEXt', b'Comment\0<script>alert(1)</script>') +
	       chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))
	open(sys.argv[1] + '/logo.png', 'wb').write(png + b'<script>alert(2)</script>')
	open(sys.argv[1] + '/half.png', 'wb').write(png[:120])
	open(sys.argv[1] + '/large.png', 'wb').write(png + bytes(300 * 1024))
	svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'
	open(sys.argv[1] + '/logo.svg', 'w').write(svg)
	PNG
    for file in half.png logo.svg; do
        ok "WEB-08 $file is no logo" says 'This is no PNG file' logo "$STATE/$file"
    done
    ok "WEB-08 nor is what is too large" says 'more than 256 KiB' logo "$STATE/large.png"
    ok "WEB-08 nor is none" says 'Choose a file.' send north /reseller/brand/logo \
        /reseller/brand/logo
    ok "WEB-12 nor a file by another name" says 'is not known here' \
        logo "$STATE/logo.png" picture
    ok "a logo is uploaded" says 'did=logo-saved' logo "$STATE/logo.png"
    ok "and noted" test 1 = "$(sql "SELECT COUNT(*) FROM audit WHERE what = 'brand_logo'")"
    ok "its sign-in page has it, with its size" says \
        'width="112" height="28" alt="&lt;b&gt;N&lt;/b&gt;"' at "$shop" shop GET /signin
    png=$(at "$shop" shop GET /signin | sed -n 's/.*src="\(\/brand.png?of=[0-9a-f]*\)".*/\1/p')
    at "$shop" shop GET "$png" -D "$STATE/png.head" -o "$STATE/served.png" > /dev/null
    ok "WEB-08 it is served as a picture and nothing else" test 2 = "$(grep -ciE \
        '^(content-type: image/png|x-content-type-options: nosniff).$' "$STATE/png.head")"
    ok "WEB-08 may run nothing" grep -qi "^content-security-policy: default-src 'none'" \
        "$STATE/png.head"
    ok "WEB-08 and holds nothing else that was in it" test 0 = \
        "$(grep -c script "$STATE/served.png")"
    ok "what is no digest is nothing" status 404 at "$shop" shop GET /brand.png?of=0
    ok "the panel's own sign-in has none" says_not /brand.png as x GET /signin
    ok "WEB-14: so many pictures within a minute are read, and no more" says 'status=429' many_logos
    ok "it is removed" says 'did=logo-removed' send north /reseller/brand/logo \
        /reseller/brand/logo/remove
    ok "and gone" status 404 at "$shop" shop GET "$png"
}
