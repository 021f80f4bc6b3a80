/* columns-findings.c - the columns of findings
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/columns-internal.h"

static void
get_severity(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_severity_name(((const iot_finding *)row)->severity));
}

static void
get_finding(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_finding_kind_name(((const iot_finding *)row)->kind));
}

static void
get_finding_device(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_finding *finding = data;

    (void)report;
    if (finding->device)
        cell_set_text(cell, iot_device_name(finding->device));
}

static void
get_finding_mac(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_finding *finding = data;

    (void)report;
    if (finding->device)
        cell_set_mac(cell, finding->device);
}

static void
get_finding_name(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_finding *)row)->name);
}

static void
get_finding_address(const void *row, const iot_report *report, iot_cell *cell)
{
    char text[IOT_ADDR_TEXT];

    (void)report;
    cell_set_text(cell, iot_addr_format(&((const iot_finding *)row)->addr, text));
}

static void
get_first_frame(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_count(cell, IOT_CELL_COUNT, ((const iot_finding *)row)->first_frame);
}

static void
get_finding_count(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_count(cell, IOT_CELL_COUNT, ((const iot_finding *)row)->count);
}

static void
get_evidence(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_finding *)row)->evidence);
}

static const iot_column finding_columns[] = {
    {"severity", "Severity", get_severity},    {"finding", "Finding", get_finding},
    {"device", "Device", get_finding_device},  {"mac", "MAC", get_finding_mac},
    {"name", "Remote", get_finding_name},      {"address", "Address", get_finding_address},
    {"first_frame", "Frame", get_first_frame}, {"count", "Count", get_finding_count},
    {"evidence", "Evidence", get_evidence},
};
static const GPtrArray *
finding_rows(const iot_report *report)
{
    const iot_findings *findings = iot_report_findings(report);

    return findings ? findings->all : NULL;
}

const iot_table iot_findings_table = {"findings", finding_columns, G_N_ELEMENTS(finding_columns),
                                      finding_rows};
