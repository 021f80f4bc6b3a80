/* writer.h - reports as text for people and as files for programs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every writer appends to a string; where that goes is the caller's business. Names are hostile:
 * each writer escapes them for its own format, here and nowhere else.
 */
#ifndef IOT_WRITER_H
#define IOT_WRITER_H

#include "base/decls.h"
#include "report/columns.h"
#include "report/policy.h"

IOT_BEGIN_DECLS

/** Columns of a terminal that text tables fit in. */
#define IOT_TEXT_WIDTH 120

/** What the picture shows at most; of more, those with the most bytes are on it, and the rest is
 * counted. A browser takes a second to lay these out. */
#define IOT_PICTURE_DEVICES_MAX       1000
#define IOT_PICTURE_CONVERSATIONS_MAX 5000
#define IOT_PICTURE_REMOTES_MAX       5000
#define IOT_PICTURE_FINDINGS_MAX      1000
#define IOT_PICTURE_QUESTIONS_MAX     2000
/** Series of contacts of the picture's time lines, and moments of each. */
#define IOT_PICTURE_SERIES_MAX  1000
#define IOT_PICTURE_MOMENTS_MAX 1000

/** Aligned tables with human units and a heading. */
void iot_write_conversations_text(const iot_report *report, GString *out);
void iot_write_devices_text(const iot_report *report, GString *out);
void iot_write_services_text(const iot_report *report, GString *out);
void iot_write_findings_text(const iot_report *report, GString *out);
/** Needs a report with remotes. */
void iot_write_destinations_text(const iot_report *report, GString *out);

/** Needs a report with questions. */
void iot_write_questions_text(const iot_report *report, GString *out);

/** One table as CSV (RFC 4180, but with LF line ends) with the columns' keys as header. Lists are
 * joined with "; ", times are ISO 8601 UTC, unknown is empty. A text that a spreadsheet would take
 * for a formula (it begins with =, +, -, @, a tab or CR, or does so where some split a cell) gets
 * an apostrophe in front. */
void iot_write_csv(const iot_table *table, const iot_report *report, GString *out);

/** One object: capture, devices, conversations, services, findings, and what the report has of
 * questions, remotes, countries and organizations. Members are called as in CSV and have types of
 * their own; unknown is null. */
void iot_write_json(const iot_report *report, GString *out);

/** The picture: one HTML page that shows everything and needs nothing else, no network either.
 * Needs a report with remotes and contacts. */
void iot_write_html(const iot_report *report, GString *out);

/** A page per device, in GitHub's Markdown. Needs a report with policies, as the next two. */
void iot_write_markdown(const iot_report *report, GString *out);
void iot_write_markdown_device(const iot_policy *policy, GString *out);

/** An array of RFC 8520 documents, or the document of one device. */
void iot_write_mud(const iot_report *report, GString *out);
void iot_write_mud_device(const iot_policy *policy, GString *out);

/** A table per device in the language of nft(8). */
void iot_write_nftables(const iot_report *report, GString *out);
void iot_write_nftables_device(const iot_policy *policy, GString *out);

/** Remotes that were chosen (iot_report_options.only), each with its evidence: rules of AdGuard and
 *  Pi-hole, lines of dnsmasq.conf(5), and a table in the language of nft(8). */
void iot_write_blocklist(const iot_report *report, GString *out);
void iot_write_blocklist_dnsmasq(const iot_report *report, GString *out);
void iot_write_blocklist_nftables(const iot_report *report, GString *out);

/** "ADDRESS NAME" lines for devices and named remotes, in the format of hosts(5), and a comment
 * with the number of names that are no host names or that no device may give itself. */
void iot_write_hosts(const iot_report *report, GString *out);
/** "MAC NAME" lines for devices, in the format of ethers(5). */
void iot_write_ethers(const iot_report *report, GString *out);

IOT_END_DECLS

#endif
