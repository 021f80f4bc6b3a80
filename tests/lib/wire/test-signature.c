/* test-signature.c - which bytes tell a protocol, and which do not matter
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each sample is asked once more with every other value of each of its bytes, cut to every length,
 * and with a byte more.
 */
#include "wire/message/signature.h"

#include <glib.h>
#include <string.h>

typedef struct sign {
    const char *name;
    uint16_t port; /* 0: any */
    /* What each byte may be while the others are as they are: "10-16,20" these, 'abc' these letters
     * alone, ".." any, a name those of add_set; "*4" four times. The sample has the first of each.
     */
    const char *bytes;
    /* Of how many bytes it still is that, where no more were sent, and where no more were captured;
     * of what is sent up to a byte more than the sample. */
    const char *sent, *captured;
} sign;

static const sign lines[] = {
    {"ssh", 0, "53,73*2 48,68 '-' 32,31-32 '.' line", "6-", "6-"},
    {"vnc", 0, "52,72 46,66 42,62 ' 0' text*2 '.'", "8-", "8-"},
    {"rtsp", 0, "text ' RTSP/' 31-32 '.0'", "10", "10-"},
    {"rtsp", 0, "text ' RTSP/' 32,31-32 '.0' 0d,0a,0d 0a", "10-", "10-"},
    {"sip", 0, "text ' SIP/2.0' 0a,0d", "9-", "9-"},
    {"icap", 0, "text ' ICAP/1.0'", "10", "10-"},
    {"smtp", 0, "'220' 20,2d 'SMTP'", "8-", "8-"},
    {"smtp", 25, "35,31-35 digit*2 2d,20,2d line", "4-", "4-"},
    {"ftp", 21, "32,31-35 digit*2 0d,20,2d 0a", "4-", "4-"},
    {"nntp", 119, "32,31-35 digit*2 20,2d line", "4-", "4-"},
    {"smtp", 25, "51,71 55,75 49,69 54,74 0d,0a,0d,20 0a", "4-", "4-"},
    {"smtp", 25, "42,62 44,64 41,61 54,74 20,0a,20 line", "4-", "4-"},
    {"pop", 110, "54,74 4f,6f 50,70 20,0a,20 line", "3-", "3-"},
    {"ftp", 21, "41,61 42,62 4f,6f 52,72", "4", "4-"},
    {"imap", 143, "alnum*2 ' ' 4e,6e 4f,6f*2 50,70", "7", "7-"},
    {"imap", 143, "alnum ' ' 49,69 44,64", "4", "4-"},
    {"imap", 143, "alnum*16 ' ' 55,75 49,69 44,64", "20", "20-"},
    {"irc", 6667, "43,63 41,61 50,70 20,0a,20 line", "3-", "3-"},
    {"irc", 0, "4e,6e 49,69 43,63 4b,6b ' ' line 0a 'USER ' .. ' :'", "15-", "15-"},
    {"irc", 0, "':' text ' 001 ' line", "7-", "7-"},
    {"xmpp", 0, "'<stream:stream'", "14-", "14-"},
    {"xmpp", 0, "'<' ..*2 'jabber:'", "10-", "10-"},
    {"resp", 0, "'*' digit 0d 0a '$'", "5-", "5-"},
    {"resp", 0, "'*' digit*2 0d 0a '$' ..", "6-", "6-"},
    {"resp", 6379, "3a,24,2a-2b,2d,3a 31,2d,30-39", "2-", "2-"},
    {"resp", 6379, "24,2a-2b,2d,3a 2d,30-39", "2-", "2-"},
    {"resp", 6379, "2b,2d", "1-", "1-"},
    {"git", 0, "..*4 'git-' ..*2 '-pack /'", "17-", "17-"},
    {"git", 0, "..*4 'git-' ..*2 '-archive /'", "20-", "20-"},
    {"telnet", 23, "text 'ogin:'", "6-", "6-"},
    {"pop", 110, "'+' 4f,6f 4b,6b 20,09-0a,20-7e,80-ff line", "3-", "3-"},
    {"memcache", 11211, "45,65 4e,6e 44,64", "3-", "3-"},
};

static const sign streams[] = {
    {"http2", 0, "'PRI * HTTP/2.0' 0d 0a 0d 0a 'SM'", "20-", "20-"},
    {"bittorrent", 0, "13 'BitTorrent protocol'", "20-", "20-"},
    {"mqtt", 0, "10 0c,0a-7f 00 04 'MQTT' ..*6", "8-", "8-"},
    {"mqtt", 0, "10 0e,0a-7f 00 06 'MQIsdp' ..*6", "10-", "10-"},
    {"mqtt", 1883, "20,10,20,40,50,62,70,82,90,a2,b0,c0,d0,e0,f0 02 00-01 ..", "4", "4-"},
    {"mqtt", 1883,
     "30,10,20,30-35,38-3d,40,50,62,70,82,90,a2,b0,c0,d0,e0,f0 06-7f 00 03,01-04 61,20-7e,80-ff "
     "2f,20-7e,80-ff 62,20-7e,80-ff ..",
     "5-8", "5-"},
    {"mqtt", 1883, "82,10,40,50,62,70,82,90,a2,b0,c0,d0,e0,f0 05 ..*5", "7", "7-"},
    {"mqtt", 1883, "c0,10,40,50,62,70,82,90,a2,b0,c0,d0,e0,f0 00", "2", "2-"},
    {"mqtt", 1883,
     "30,10,20,30-35,38-3d,40,50,62,70,82,90,a2,b0,c0,d0,e0,f0 86-ff 00-7f,87-ff 00 03,01-04 "
     "61,20-7e,80-ff 2f,20-7e,80-ff 62,20-7e,80-ff ..",
     "6-9", "6-"},
    {"telnet", 0, "ff fd,fb-fe .. ff fd,fb-fe .. ff fd,fa-fe ..", "9-", "9-"},
    {"telnet", 0, "ff fb-fe .. ff fb-fe .. ff fa-fe ..", "9-", "9-"},
    {"telnet", 23, "ff fb,fa-fe ..", "3-", "3-"},
    {"nbss", 0, "00*3 08,00-08 fe,fc-ff 'SMB' ..*4", "12-", "8-"},
    {"nbss", 139, "82,81-85 00*3", "4", "4-"},
    {"nbss", 445, "00,81-85 00*2 05 ..*5", "9", "4-"},
    {"tpkt", 0, "03 00*2 07 02,00-02 f0,80-8f,d0-ff ..", "7-", "6-"},
    {"tpkt", 0, "03 00*2 0b 06,00-06 e0,80-8f,d0-ff ..*5", "11-", "6-"},
    {"mysql", 0, "0d 00*3 0a digit 2e,30-39 ..*9 00", "17", "17-"},
    {"mysql", 3306, "01 00*2 00-02 01,00-1f,ff", "5", "5-"},
    {"mysql", 3306, "02 00*2 01,00-02 ff,00-1f,ff ..", "6", "5-"},
    {"pgsql", 0, "00*3 08 04 d2 16 2f-30", "8", "8-"},
    {"pgsql", 0, "00*3 08 04 d2 16 30,2f-30", "8", "8-"},
    {"pgsql", 0, "00*3 10 04 d2 16 '.' ..*8", "16", "8-"},
    {"pgsql", 0, "00*3 0d 00 03 00*2 'user' 00", "13", "13-"},
    {"pgsql", 5432, "alnum 00*3 05 ..", "6", "6-"},
    {"pgsql", 5432, "alnum 00*3 05,0a .. alnum 00*3 04", "6,11", "6,11-"},
    {"mongo", 0, "10 00*3 ..*8 dd,d4,da,dc-dd 07 00*2", "16", "16-"},
    {"mongo", 0, "10 00*3 ..*8 01 00*3", "16", "16-"},
    {"mongo", 0, "10 00*3 ..*8 d4,da,dc-dd 07 00*2", "16", "16-"},
    {"mongo", 0, "10 00*3 ..*8 da,d4,da,dc-dd 07 00*2", "16", "16-"},
    {"mongo", 0, "10 00*3 ..*8 dc,d4,da,dc-dd 07 00*2", "16", "16-"},
    {"amqp", 0, "'AMQP' 00-03 ..*3", "8-", "8-"},
    {"x11", 0, "'l' 00 0b 00*3 ..*6", "12-", "6-"},
    {"x11", 0, "'B' 00*2 0b 00*2 ..*6", "12-", "6-"},
    {"rtmpt", 0, "03 ..*4 00*4 ..*991", "1000-", "9-"},
    {"pptp", 0, "00 0c,00-0c 00 01 1a '+<M' ..*4", "12-", "8-"},
    {"bgp", 0, "ff*16 ..*3", "19-", "16-"},
    {"opcua", 0, "'HEL' 46,41,43,46 08 00*3", "8", "6-"},
    {"opcua", 0, "'CLO' 43,41,43,46 08 00*3", "8", "6-"},
    {"opcua", 0, "'ACK' 41,43,46 08 00*3", "8", "6-"},
    {"opcua", 0, "'ERR' 41,43,46 08 00*3", "8", "6-"},
    {"opcua", 0, "'RHE' 41,43,46 08 00*3", "8", "6-"},
    {"opcua", 0, "'MSG' 41,43,46 08 00*3", "8", "6-"},
    {"opcua", 0, "'OPN' 41,43,46 08 00*3", "8", "6-"},
    {"ldap", 0, "'0' 0c,05-7f 02 01 .. '`' 07,00-7f 02 01 03,02-03 04 00-7f,81-82 ..*2", "12-",
     "12-"},
    {"ldap", 389, "'0' 05-7f 02 01 .. 42,4a,50,60-79 ..", "6-", "6-"},
    {"ldap", 389, "'0' 05-7f 02 01 .. 61,42,4a,50,60-79 ..", "6-", "6-"},
    {"ldap", 389, "'0' 05-7f 02 01 .. 4a,42,4a,50,60-79 ..", "6-", "6-"},
    {"ldap", 389, "'0' 05-7f 02 01 .. 50,42,4a,50,60-79 ..", "6-", "6-"},
    {"kerberos", 0, "00*2 ..*2 6a-7e 0b,00-7f '0' 09,00-7f a1,a0-a1 03,00-7f 02 01 05 ..*4", "13-",
     "13-"},
    {"snmp", 0, "'0' 07 02 01 01,00-01 04 02,00-7f,81-82 ..*2", "9", "7-"},
    {"rpc", 0, "80 00*2 14 ..*4 00*7 02 00-5f 01-ff 86-ff a0-ff ..*4", "24", "20-"},
    {"dcerpc", 0, "05 00-01 0b,00-13 .. 10 00*3 10 00 ..*6", "16-", "10-"},
    {"dcerpc", 0, "05 01,00-01 00-13 .. 00*5 10 ..*6", "16-", "10-"},
    {"tplink-smarthome", 0,
     "00*2 ..*2 d0 f2,a0-ae,b0-bf,e0-fd,ff 81,80-86,88-8c,8e-df f8,a0-f3,f5-fd,ff 8b,81-86,88-df "
     "ff,a0-e4,e6-f3,f5-ff 9a,81-87,89-df f7,a0-e4,e6-ff",
     "12-", "12-"},
    {"openvpn", 0, "00 0e 38,40,50 ..*13", "16", "3-"},
    {"edonkey", 4662, "e3,c5,d4,e3 02 00*3 ..*2", "7", "5-"},
    {"ajp13", 8009, "12 '4' 00 01 ..", "5-", "4-"},
    {"ajp13", 8009, "'AB' 00 01 ..", "5-", "4-"},
    {"mbtcp", 502, "..*2 00*3 02 ..*2", "8", "6-"},
    {"enip", 44818, "65,00-75 00*3 ..*20", "24", "4-"},
    {"dnp3", 20000, "05 'd' ..*8", "10-", "2-"},
    {"tds", 1433, "12,01-12 01,00-1f 00 08 ..*4", "8", "4-"},
    {"tns", 1521, "00 08 00*2 01-13 ..*3", "8", "5-"},
    {"diameter", 3868, "01 00*2 14 ..*16", "20-", "4-"},
    {"tacplus", 49, "c0-cf 01-03 ..*6 00*3 01 ..", "13", "12-"},
    {"dsi", 548, "00-01 01-08 ..*10 00*4", "16-", "16-"},
    {"cql", 9042, "04,03-05,83-85 ..*3 01,00-10 00*4", "9", "9-"},
    {"skinny", 2000, "04 00*3 00-20 00*3 ..*4", "12-", "8-"},
    {"lpd", 515,
     "02,01-05 text 75,09-0a,20-7e,80-ff 65,09-0a,20-7e,80-ff 75,09-0a,20-7e,80-ff line 0a,0d",
     "7-", "7-"},
    {"doip", 13400, "02 fd ..*2 00*4", "8", "8-"},
    {"elasticsearch", 9300, "'ES' 00*3 02 ..*2", "8", "6-"},
};

static const sign datagrams[] = {
    {"sip", 0, "text*5 ' SIP/2.0'", "13", "13-"},
    {"sip", 0, "'SIP/2.0' text*2 30,09-0a,20-7e,80-ff line", "9-", "9-"},
    {"mgcp", 0, "text*8 ' MGCP 1.0'", "17-", "17-"},
    {"coap", 5683,
     "40,45,50,55,60,65,70,75 01-1e,40-5e,80-9e,a0-be ..*2 "
     "b4,04,14,24,34,44,54,64,74,84,94,a4,b4,c4,d3,e2,ff ..*4",
     "4,9", "4,9-"},
    {"coap", 5683,
     "44,46,48,54,56,58,64,66,68,74,76,78 45,01-1e,40-5e,80-9e,a0-be ..*6 "
     "c1,01,03,11,13,21,23,31,33,41,43,51,53,61,63,71,73,81,83,91,93,a1,a3,b1,b3,c1,c3,d0,d2,e1,ff "
     ".. ff,01,11,21,31,41,51,61,71,81,91,a1,b1,c1,d0,ff ..",
     "8,10,12-", "8,10,12-"},
    {"coap", 5683, "40,50,60,70 00-1e,40-5e,80-9e,a0-be ..*2", "4", "4-"},
    {"coap", 5683,
     "40,47,50,57,60,67,70,77 01-1e,40-5e,80-9e,a0-be ..*2 "
     "d5,06,16,26,36,46,56,66,76,86,96,a6,b6,c6,d5,e4,ff ..*6",
     "4,11", "4,11-"},
    {"coap", 5683,
     "40,44,50,54,60,64,70,74 01-1e,40-5e,80-9e,a0-be ..*2 "
     "e1,03,13,23,33,43,53,63,73,83,93,a3,b3,c3,d2,e1,ff ..*3",
     "4,8", "4,8-"},
    {"coap", 0,
     "40,50,60,70 01-1e,40-5e,80-9e,a0-be ..*2 bb,0b,1b,2b,3b,4b,5b,6b,7b,8b,9b,ab,bb,cb,da,e9,ff "
     "'.well-known'",
     "16", "16-"},
    {"syslog", 514, "'<' digit 33,30-39,3e '>' ..", "4-", "4-"},
    {"syslog", 514, "'<' 31,30-31 39,30-39,3e 31,30-31,3e '>' ..", "5-", "5-"},
    {"syslog", 0, "'<' digit*2 '>Ma' 72,79 ' ' ..*2", "8-", "8-"},
    {"syslog", 0, "'<' digit*2 '>1 20' ..*8 'T' ..*2", "17-", "17-"},
    {"radius", 1812, "01-33 .. 00 17 ..*17 03-ff ..", "23", "20,22-"},
    {"rip", 520, "02,01-02*2 00*2", "4", "4-"},
    {"rip", 520, "01-02*2 00*2 ..*20", "4,24", "4-"},
    {"rpc", 0, "..*4 00*7 02 00-5f 01-ff 86-ff a0-ff ..*24", "40-", "16-"},
    {"rpc", 111, "..*4 00*3 01 00*3 00-01 ..*8", "20-", "12-"},
    {"portcontrol", 5351, "00 00-02,80-82", "2", "2-"},
    {"portcontrol", 5351, "00 01,00-02,80-82 ..*10", "2,8,12", "2-"},
    {"portcontrol", 5351, "02 80,00-03,80-83 ..*22", "24", "2-"},
    {"nbdgm", 138, "11,10-16 ..*13", "14-", "1-"},
    {"bjnp", 0, "'BJN' 50,41-5a,61-7a ..*12", "16-", "16-"},
    {"bjnp", 0, "'MFN' 42,41-5a,61-7a ..*12", "16-", "16-"},
    {"tplink-smarthome", 0,
     "d0 f2,a0-ae,b0-bf,e0-fd,ff 81,80-86,88-8c,8e-df f8,a0-f3,f5-fd,ff 8b,81-86,88-df "
     "ff,a0-e4,e6-f3,f5-ff 9a,81-87,89-df f7,a0-e4,e6-ff",
     "8-", "8-"},
    {"db-lsp-disc", 0, "'{' 22 'host_int' 22 ..*3", "11-", "11-"},
    {"raknet", 0, "..*9 00 ff*2 00 fe*4 fd*3", "20-", "20-"},
    {"steam_ihs_discovery", 0, "ff*4 '!L_' a0", "8-", "8-"},
    {"tivoconnect", 0, "'tivoconnect=' ..", "12-", "12-"},
    {"tivoconnect", 0, "'TiVoConnect=' ..", "12-", "12-"},
    {"bvlc", 47808, "81-82 .. 00 06 ..*2", "6", "4-"},
    {"mndp", 5678, "..*4 00 01-20 00 06 ..*6", "14", "4,14-"},
    {"srvloc", 427, "02 01-0b 00*2 06 ..", "6", "5-"},
    {"ptp", 319,
     "00-0d,10-1d,20-2d,30-3d,40-4d,50-5d,60-6d,70-7d,80-8d,90-9d,a0-ad,b0-bd,c0-cd,d0-dd,e0-ed,f0-"
     "fd 02,12,22,32,42,52,62,72,82,92,a2,b2,c2,d2,e2,f2 00 22,00-22 ..*30",
     "34-", "4-"},
    {"rmcp", 623, "06 00 .. 06-08,86-88", "4-", "4-"},
    {"l2tp", 0,
     "c8-cf,d8-df,e8-ef,f8-ff 02,12,22,32,42,52,62,72,82,92,a2,b2,c2,d2,e2,f2 00 0c ..*8", "12",
     "4-"},
    {"l2tp", 1701, "00-03,08-0b,40-43,48-4b,80-83,88-8b,c0-c3,c8-cb 02,12,22,32,42,52,62,72 ..*7",
     "9-", "2-"},
    {"openvpn", 0, "'8' ..*8 00*5", "14", "14-"},
    {"openvpn", 1194, "38,40,50 ..*13", "14-", "4-"},
    {"openvpn", 1194, "48,38,40,48-50 00*2 ..*22", "25-", "4-"},
    {"udpencap", 4500, "ff", "1", "1-"},
    {"udpencap", 4500, "00*4 ..*17 20,10,20", "22-", "22-"},
    {"udpencap", 4500, "..*4 00 00-0f ..*22", "28-", "8-"},
    {"sflow", 6343, "00*3 05,02-05 00*3 01-02 ..*20", "28-", "8-"},
    {"cflow", 2055, "00 05,09 00 01 ..*68", "72", "4-"},
    {"cflow", 2055, "00 09 00 01-64 ..*16", "20-", "4-"},
    {"cflow", 2055, "00 0a 00 10 ..*12", "16", "4-"},
    {"sap", 0, "20-3f ..*7 'application/sdp'", "23-", "23-"},
    {"sap", 0, "20-3f ..*7 'v=0'", "11-", "11-"},
    {"rdpudp", 3389, "ff*4 ..*12", "16-", "4-"},
    {"hsrp", 1985, "00 03,00-03 ..*18", "20-", "2-"},
    {"hsrp", 1985, "01 1e-ff ..*40", "42-", "2-"},
    {"capwap", 5246, "00 10-ff ..*6", "8-", "2-"},
    {"capwap", 5246, "01,00-01 .. 00*2 ..*4", "8-", "2-"},
    {"capwap.data", 5247, "00 10-ff ..*6", "8-", "2-"},
    {"slimp3", 3483, "'d' ..*17", "18", "1-"},
    {"slimp3", 3483, "65,45,65 56,41-5a ..*3", "5-", "1-"},
    {"slimp3", 3483, "45,65 4e,41-5a ..*3", "5-", "1-"},
    {"mbudp", 502, "..*2 00*3 02 ..*2", "8", "6-"},
    {"rtcp", 0, "80-bf c8-c9 00 01 ..*4", "8", "8-"},
    {"rtcp", 0, "80-bf c9,c8-c9 00 00-01 81,80-bf ca,c8-cf 00*2", "8", "8-"},
    {"bt-dht", 0, "'d1:' 61,72 'd2:i'", "8-", "8-"},
    {"bt-dht", 0, "'d1:' 72,61,72 'd2:i'", "8-", "8-"},
    {"bt-dht", 0, "'d1:' ..*3 '1:y1:' ..", "11-", "11-"},
    {"snmp", 0, "'0' 0a 02 01 01,00-01 04 06,00-7f,81-84 ..*5", "12", "7-"},
    {"snmp", 0, "'0' 07 02 01 03 '0' 02,00-7f,81-82 ..*2", "9", "7-"},
    {"kerberos", 0, "6a-7e 0b,00-7f '0' 09,00-7f a1,a0-a1 03,00-7f 02 01 05 ..*4", "9-", "9-"},
    {"kerberos", 0, "7e,6a-7e 09,00-7f '0' 07,00-7f a0-a1 03,00-7f 02 01 05 ..*2", "9-", "9-"},
    {"cldap", 389, "'0' 07,05-7f 02 01 .. 60,42,4a,50,60-79 ..*3", "6-", "6-"},
};

#define BYTES_MAX  1024
#define OTHER_PORT 50000

/* Numbers and ranges of them, as text. */
typedef struct set {
    bool has[BYTES_MAX + 2];
} set;

static set
set_of(const char *text, unsigned base, unsigned largest)
{
    set made = {0};
    g_auto(GStrv) ranges = g_strsplit(text, ",", -1);

    for (unsigned i = 0; ranges[i]; i++) {
        char *end;
        guint64 first = g_ascii_strtoull(ranges[i], &end, base), last = first;
        if (*end == '-')
            last = end[1] ? g_ascii_strtoull(end + 1, &end, base) : largest;
        g_assert_cmpuint(last, <=, largest);
        for (guint64 n = first; n <= last; n++)
            made.has[n] = true;
    }
    return made;
}

typedef struct pattern {
    set allowed[BYTES_MAX];
    uint8_t sample[BYTES_MAX + 1];
    size_t n;
} pattern;

static void
add(pattern *p, const set *allowed, uint8_t sample)
{
    g_assert_cmpuint(p->n, <, BYTES_MAX);
    p->sample[p->n] = sample;
    p->allowed[p->n++] = *allowed;
}

static const char *
add_letters(pattern *p, const char *at)
{
    for (; *at != '\''; at++) {
        set letter = {0};
        letter.has[(uint8_t)*at] = true;
        add(p, &letter, (uint8_t)*at);
    }
    return at + 1;
}

static const char *
add_set(pattern *p, const char *at)
{
    static const char *const names[][2] = {{"..", "2e,0-ff"},
                                           {"text", "61,9,20-7e,80-ff"},
                                           {"line", "61,9-a,d,20-7e,80-ff"},
                                           {"digit", "31,30-39"},
                                           {"alnum", "61,30-39,41-5a,61-7a"}};
    size_t n = strcspn(at, "* ");
    g_autofree char *word = g_strndup(at, n);
    char *end = (char *)at + n;
    guint64 times = *end == '*' ? g_ascii_strtoull(end + 1, &end, 10) : 1;
    const char *ranges = word;

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(word, names[i][0]) == 0)
            ranges = names[i][1];
    set allowed = set_of(ranges, 16, UINT8_MAX);
    for (; times > 0; times--)
        add(p, &allowed, (uint8_t)g_ascii_strtoull(ranges, NULL, 16));
    return end;
}

static pattern *
pattern_of(const sign *s)
{
    pattern *p = g_new0(pattern, 1);

    for (const char *at = s->bytes; *at;)
        at = *at == ' ' ? at + 1 : *at == '\'' ? add_letters(p, at + 1) : add_set(p, at);
    return p;
}

/* True if it is found in the first bytes of so many that were sent. */
static bool
is_found(const signature *list, const sign *s, const uint8_t *bytes, size_t captured, size_t sent)
{
    uint16_t port = s->port ? s->port : OTHER_PORT + 1;
    const char *name =
        signature_find(list, (cursor){bytes, bytes + captured, false}, sent, port, OTHER_PORT);

    return g_strcmp0(name, s->name) == 0;
}

static void
assert_bytes(const signature *list, const sign *s, pattern *p)
{
    for (size_t i = 0; i < p->n; i++) {
        uint8_t own = p->sample[i];
        for (unsigned value = 0; value <= UINT8_MAX; value++) {
            p->sample[i] = (uint8_t)value;
            if (is_found(list, s, p->sample, p->n, p->n) != p->allowed[i].has[value])
                g_error("%s, %s: byte %zu is %02x", s->name, s->bytes, i, value);
        }
        p->sample[i] = own;
    }
}

static void
assert_lengths(const signature *list, const sign *s, size_t n, const uint8_t *bytes)
{
    set sent = set_of(s->sent, 10, (unsigned)n + 1),
        captured = set_of(s->captured, 10, (unsigned)n);

    for (size_t i = 1; i <= n + 1; i++)
        if (is_found(list, s, bytes, i, i) != sent.has[i])
            g_error("%s, %s: %zu bytes sent", s->name, s->bytes, i);
    for (size_t i = 1; i <= n; i++)
        if (is_found(list, s, bytes, i, n) != captured.has[i])
            g_error("%s, %s: %zu bytes captured", s->name, s->bytes, i);
}

static void
assert_signs(const signature *list, const sign *signs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree pattern *p = pattern_of(&signs[i]);
        p->sample[p->n] = '.';
        assert_bytes(list, &signs[i], p);
        assert_lengths(list, &signs[i], p->n, p->sample);
    }
}

static void
test_lines(void)
{
    assert_signs(signatures_text, lines, G_N_ELEMENTS(lines));
}

static void
test_streams(void)
{
    assert_signs(signatures_stream, streams, G_N_ELEMENTS(streams));
}

static void
test_datagrams(void)
{
    assert_signs(signatures_datagram, datagrams, G_N_ELEMENTS(datagrams));
}

/* Elsewhere a port's signs are none; and it is a port of either end. */
static void
test_ports(void)
{
    static const char hello[] = "200 ready\r\n";
    cursor c = {(const uint8_t *)hello, (const uint8_t *)hello + strlen(hello), false};

    g_assert_cmpstr(signature_find(signatures_text, c, strlen(hello), 119, 50000), ==, "nntp");
    g_assert_cmpstr(signature_find(signatures_text, c, strlen(hello), 50000, 433), ==, "nntp");
    g_assert_null(signature_find(signatures_text, c, strlen(hello), 50000, 50001));
}

#define ADD(name) g_test_add_func("/signature/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(lines);
    ADD(streams);
    ADD(datagrams);
    ADD(ports);
    return g_test_run();
}
