/* findings.c - applies the rules to a capture
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings/findings-internal.h"

#include <assert.h>

static const iot_rule rules[] = {
    rule_scan,
    rule_changed_gateway,
    rule_other_resolver,
    rule_unanswered,
    rule_never_contacted,
    rule_periodic,
    rule_long_connection,
    rule_meeting,
    rule_through_cloud,
    rule_foreign_resolver,
    rule_foreign_time,
    rule_second_dhcp,
    rule_refuses_certificate,
    rule_no_name,
    rule_never_looked_up,
    rule_clear_text,
    rule_impossible,
    rule_devices,
    rule_two_devices,
    rule_not_allowed,
};

static const char *const kind_names[] = {
    [IOT_FINDING_UNANSWERED] = "unanswered",
    [IOT_FINDING_NEVER_CONTACTED] = "never contacted",
    [IOT_FINDING_PERIODIC] = "periodic",
    [IOT_FINDING_PERIODIC_STOPPED] = "periodic, stopped",
    [IOT_FINDING_FOREIGN_RESOLVER] = "foreign resolver",
    [IOT_FINDING_NO_RECURSION] = "no recursion",
    [IOT_FINDING_FOREIGN_TIME] = "foreign time server",
    [IOT_FINDING_SECOND_DHCP] = "second DHCP server",
    [IOT_FINDING_NO_NAME] = "address without a name",
    [IOT_FINDING_CLEAR_TEXT] = "clear text",
    [IOT_FINDING_NEW_DEVICE] = "new device",
    [IOT_FINDING_RANDOM_MAC] = "random MAC",
    [IOT_FINDING_TWO_DEVICES] = "two devices, one address",
    [IOT_FINDING_NOT_ALLOWED] = "not allowed",
    [IOT_FINDING_AMBIGUOUS] = "ambiguous",
    [IOT_FINDING_THROUGH_CLOUD] = "through the cloud",
    [IOT_FINDING_IMPOSSIBLE] = "impossible location",
    [IOT_FINDING_NEVER_LOOKED_UP] = "never looked up",
    [IOT_FINDING_LONG_CONNECTION] = "long connection",
    [IOT_FINDING_CHANGED_GATEWAY] = "changed gateway",
    [IOT_FINDING_FORGED_ARP] = "forged ARP",
    [IOT_FINDING_OTHER_RESOLVER] = "answered by another resolver",
    [IOT_FINDING_REFUSES] = "refuses certificate",
    [IOT_FINDING_SCAN] = "scan",
};
static_assert(G_N_ELEMENTS(kind_names) == IOT_FINDING_KINDS, "every kind has a name");

const char *
iot_finding_kind_name(iot_finding_kind kind)
{
    g_assert(kind < IOT_FINDING_KINDS);
    return kind_names[kind];
}

const char *
iot_severity_name(iot_severity severity)
{
    return severity == IOT_SEVERITY_WARNING ? "warning" : "note";
}

static void
finding_free(gpointer data)
{
    iot_finding *finding = data;

    g_free(finding->name);
    g_free(finding->evidence);
    g_array_unref(finding->conversations);
    g_free(finding);
}

static iot_finding *
add(finder *find, iot_finding_kind kind, iot_severity severity, const iot_device *device,
    uint32_t frame, char *evidence)
{
    iot_finding *finding = g_new0(iot_finding, 1);

    finding->kind = kind;
    finding->severity = severity;
    finding->device = device;
    finding->first_frame = frame;
    finding->count = 1;
    finding->evidence = evidence;
    finding->conversations = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_ptr_array_add(find->findings, finding);
    return finding;
}

iot_finding *
rules_add(finder *find, iot_finding_kind kind, iot_severity severity, const iot_device *device,
          uint32_t frame, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *evidence = g_strdup_vprintf(format, args);
    va_end(args);
    return add(find, kind, severity, device, frame, evidence);
}

iot_finding *
rules_add_contact(finder *find, iot_finding_kind kind, iot_severity severity,
                  const iot_contact *about, uint32_t frame, uint32_t count, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *evidence = g_strdup_vprintf(format, args);
    va_end(args);
    iot_finding *finding = add(find, kind, severity, about->device, frame, evidence);
    finding->name = g_strdup(about->name);
    finding->addr = about->addr;
    finding->count = count;
    rules_add_conversation(finding, about->conversation);
    return finding;
}

void
rules_add_conversation(iot_finding *finding, uint32_t conversation)
{
    if (conversation != IOT_CONVERSATION_NONE)
        g_array_append_val(finding->conversations, conversation);
}

static int
compare(gconstpointer a, gconstpointer b)
{
    const iot_finding *x = *(iot_finding *const *)a, *y = *(iot_finding *const *)b;

    if (x->severity != y->severity)
        return (int)y->severity - (int)x->severity;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    if (x->first_frame != y->first_frame)
        return x->first_frame < y->first_frame ? -1 : 1;
    return g_strcmp0(x->name, y->name);
}

iot_findings *
iot_findings_new(const iot_capture *capture, const iot_settings *settings)
{
    iot_findings *findings = g_new0(iot_findings, 1);
    g_autoptr(iot_interned) names = iot_interned_new();
    g_autoptr(iot_contacts) contacts = iot_contacts_new(names);
    g_autoptr(GArray) first_frames = g_array_new(FALSE, TRUE, sizeof(uint32_t));

    g_autoptr(GHashTable) met = iot_fold_keys_new(NULL);
    g_autoptr(GHashTable) claimed =
        g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);

    findings->all = g_ptr_array_new_with_free_func(finding_free);
    finder find = {
        .capture = capture,
        .settings = settings,
        .findings = findings->all,
        .contacts = contacts,
        .first_frames = first_frames,
        .met = met,
        .claimed = claimed,
    };
    const iot_fold folds[] = {{iot_contacts_add, contacts, true},
                              {rule_scan_fold, &find, true},
                              {rule_devices_fold, &find, true},
                              {rule_impossible_fold, &find, true}};
    iot_capture_span(capture, &find.first_ns, &find.last_ns);
    g_array_set_size(first_frames, iot_devices_count(iot_capture_devices(capture)));
    iot_fold_flows(capture, NULL, names, folds, G_N_ELEMENTS(folds));
    iot_contacts_finish(contacts);
    for (unsigned i = 0; i < G_N_ELEMENTS(rules); i++)
        rules[i](&find);
    rule_scan_clear(&find);
    rule_service_clear(&find);
    g_ptr_array_sort(findings->all, compare);
    findings->index = findings_index_new(findings->all);
    return findings;
}

void
iot_findings_free(iot_findings *findings)
{
    if (!findings)
        return;
    findings_index_free(findings->index);
    g_ptr_array_unref(findings->all);
    g_free(findings);
}
