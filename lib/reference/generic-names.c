/* generic-names.c - names that name nobody
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/generic-names.h"

#include <string.h>

/* Fewest hexadecimal digits that are a number and no word, and the decimal ones among them. */
#define NUMBER_DIGITS_MIN         8
#define NUMBER_DECIMAL_DIGITS_MIN 2
/* Most digits that mDNS puts behind a name. */
#define RENAMED_DIGITS_MAX 2

/* In lower case and sorted; '#' is a hexadecimal digit, '*' at the end anything. */
static const char *const names[] = {
    "############-mysimplelink",
    "%s",
    "(none)",
    "(null)",
    "android",
    "android-################",
    "android_################",
    "arduino",
    "buildroot",
    "camera",
    "client",
    "computer",
    "connect",
    "debian",
    "default",
    "device",
    "dhcppc*",
    "embedded",
    "esp",
    "esp-######",
    "esp32",
    "esp32-######",
    "esp32-arduino",
    "esp32c3-######",
    "esp32s2-######",
    "esp32s3-######",
    "esp8266",
    "esp8266-######",
    "esp_######",
    "espressif",
    "eth0",
    "fedora",
    "freertos",
    "gateway",
    "generic",
    "gs_######",
    "hf-a11*",
    "hf-lpb100",
    "hf-lpb120",
    "hf-lpb130",
    "hf-lpt120",
    "hf-lpt220",
    "hf-lpt230",
    "hf-lpt270",
    "host",
    "hostname",
    "hub",
    "ip-camera",
    "ipc",
    "ipcam",
    "ipcamera",
    "kali",
    "linux",
    "linuxmint",
    "local",
    "localcam",
    "localhost",
    "lwip",
    "lwip0",
    "mxchip",
    "network-device",
    "none",
    "nvr",
    "openwrt",
    "phone",
    "printer",
    "rtl8710*",
    "rtl8720*",
    "rtthread",
    "sta",
    "target",
    "tuya_mdev_test",
    "ubuntu",
    "unknown",
    "user-pc",
    "usr-tcp232-*",
    "wiced",
    "wiced-hap-######",
    "wifi",
    "wlan",
    "wlan0",
    "wlan1",
    "workgroup",
};

static bool
has_form(const char *form, const char *text, gsize length)
{
    gsize i;

    for (i = 0; form[i] && form[i] != '*'; i++) {
        if (i == length)
            return false;
        char c = g_ascii_tolower(text[i]);
        if (form[i] == '#' ? !g_ascii_isxdigit(c) : form[i] != c)
            return false;
    }
    return form[i] == '*' || i == length;
}

static bool
is_listed(const char *name, gsize length)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (has_form(names[i], name, length))
            return true;
    return false;
}

/* "linux-2" is the second that calls itself linux. */
static gsize
without_rename(const char *name, gsize length)
{
    gsize digits = 0;

    while (digits < length && g_ascii_isdigit(name[length - 1 - digits]))
        digits++;
    bool renamed = digits > 0 && digits <= RENAMED_DIGITS_MAX && digits + 1 < length &&
                   name[length - 1 - digits] == '-';
    return renamed ? length - digits - 1 : length;
}

/* The hexadecimal digits of a text of nothing else but what separates them.
 * @return how many, or 0 if there is another character, or more than there is room for */
static unsigned
hex_digits(const char *text, gsize length, char *digits, unsigned room)
{
    unsigned n = 0;

    for (gsize i = 0; i < length; i++) {
        if (g_ascii_isxdigit(text[i]) && n < room)
            digits[n++] = text[i];
        else if (!strchr("-_:. ", text[i]) || n == room)
            return 0;
    }
    return n;
}

static bool
is_of_mac(const char *digits, unsigned n, const iot_mac *mac)
{
    static const unsigned places[2][6] = {{0, 2, 4, 6, 8, 10}, {0, 2, 4, 10, 12, 14}};

    if (n != 12 && n != 16)
        return false;
    for (unsigned i = 0; i < 6; i++) {
        const char *pair = digits + places[n == 16][i];
        if (g_ascii_xdigit_value(pair[0]) * 16 + g_ascii_xdigit_value(pair[1]) != mac->bytes[i])
            return false;
    }
    return n == 12 || g_ascii_strncasecmp(digits + 6, "fffe", 4) == 0;
}

static bool
is_number(const char *digits, unsigned n)
{
    unsigned decimal = 0;

    for (unsigned i = 0; i < n; i++)
        decimal += g_ascii_isdigit(digits[i]);
    return n >= NUMBER_DIGITS_MIN && decimal >= NUMBER_DECIMAL_DIGITS_MIN;
}

/* True if "cafe--bad" could be an address as well: words have no digits, and whole addresses are no
 * words. */
static bool
is_words(const char *text)
{
    enum { WHOLE_GROUPS = 8 };
    unsigned groups = 1;
    bool digit = false;

    for (; *text; text++) {
        groups += *text == '-';
        digit |= g_ascii_isdigit(*text);
    }
    return !digit && groups < WHOLE_GROUPS;
}

/* "192-168-1-5", "ip-10-0-0-1", "fe80--1-wlan0": a name needs no dots and colons. */
static bool
is_address(const char *name, gsize length)
{
    iot_addr addr;
    g_autofree char *text = g_ascii_strdown(name, (gssize)length);
    char *bare = g_str_has_prefix(text, "ip-") ? text + 3 : text;

    if (g_str_has_prefix(text, "fe80--"))
        return true;
    if (is_words(bare))
        return false;
    return iot_addr_parse(g_strdelimit(bare, "-", '.'), &addr) ||
           iot_addr_parse(g_strdelimit(bare, ".", ':'), &addr);
}

bool
iot_name_is_generic(const char *name, const iot_mac *mac)
{
    char digits[64];
    gsize whole = strlen(name), length = strcspn(name, ".");
    unsigned n = hex_digits(name, whole, digits, sizeof digits);

    /* Cisco's spelling of a MAC has dots. */
    if (n == 0)
        n = hex_digits(name, length, digits, sizeof digits);
    return length == 0 || is_number(digits, n) || (mac && is_of_mac(digits, n, mac)) ||
           is_address(name, length) || is_listed(name, length) ||
           is_listed(name, without_rename(name, length));
}
