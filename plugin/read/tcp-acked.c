/* tcp-acked.c - what Wireshark's TCP analysis keeps of a packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read/tcp-acked.h"

#include <epan/conversation.h>

/* struct tcp_analysis by stream, as Wireshark keeps them for the file. To find a conversation anew
 * for each packet costs as much as the fields do. */
static GPtrArray *known;

static struct tcp_analysis *
analysis_of(packet_info *pinfo)
{
    static int proto_tcp = -1;
    conversation_t *conversation = find_conversation_pinfo(pinfo, 0);

    if (proto_tcp < 0)
        proto_tcp = proto_get_id_by_filter_name("tcp");
    return conversation ? conversation_get_proto_data(conversation, proto_tcp) : NULL;
}

const struct tcp_acked *
iot_tcp_acked(packet_info *pinfo, guint32 stream)
{
    struct tcp_analysis *found;

    if (!known)
        known = g_ptr_array_new();
    if (stream >= known->len)
        g_ptr_array_set_size(known, (gint)stream + 1);
    found = g_ptr_array_index(known, stream);
    if (!found) {
        found = analysis_of(pinfo);
        /* Where packets are carried in others of the same addresses, it can be another's. */
        if (!found || found->stream != stream)
            return NULL;
        g_ptr_array_index(known, stream) = found;
    }
    return found->ta;
}

void
iot_tcp_acked_forget(void)
{
    if (known)
        g_ptr_array_set_size(known, 0);
}
