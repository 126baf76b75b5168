/* SPDX-License-Identifier: Apache-2.0 */
#include "web/chart_table.h"

#define VM(id, its_words, ...)                                                                     \
    { .words = its_words, .column = #id, .metric = VM_METRIC_##id, __VA_ARGS__ }
#define NODE(id, its_words, ...)                                                                   \
    { .words = its_words, .column = #id, .metric = NODE_METRIC_##id, __VA_ARGS__ }

const struct chart_spec vm_charts[] = {
    { "cpu", T("Processor"), CHART_PERCENT, true,
      { VM(cpu, T("Used")), VM(steal, T("Stolen"), .provider_only = true) } },
    { "mem", T("Memory"), CHART_KIB, true, { VM(mem, T("Used")) } },
    { "disk", T("Disk"), CHART_BYTES, false,
      { VM(read_bytes, T("Read")), VM(write_bytes, T("Written")) } },
    { "requests", T("Disk requests"), CHART_RATE, false,
      { VM(read_reqs, T("Reads")), VM(write_reqs, T("Writes")) } },
    { "net", T("Network"), CHART_BYTES, false,
      { VM(in_bytes, T("In")), VM(out_bytes, T("Out")) } },
    { "packets", T("Packets"), CHART_RATE, false,
      { VM(in_packets, T("In")), VM(out_packets, T("Out")) } },
};
const size_t vm_chart_count = countof(vm_charts);

const struct chart_spec node_charts[] = {
    { "cpu", T("Processor"), CHART_PERCENT, true, { NODE(cpu, T("Used")) } },
    { "load", T("Load average"), CHART_NUMBER, true, { NODE(load_avg, T("Ready to run")) } },
    { "mem", T("Memory"), CHART_KIB, true, { NODE(mem, T("Used")) } },
    { "net", T("Network"), CHART_BYTES, false,
      { NODE(in_bytes, T("In")), NODE(out_bytes, T("Out")) } },
    { "packets", T("Packets"), CHART_RATE, false,
      { NODE(in_packets, T("In")), NODE(out_packets, T("Out")) } },
};
const size_t node_chart_count = countof(node_charts);

const struct chart_spec storage_chart = { "space", T("Storage"), CHART_KIB, false,
                                          { NODE(space, T("Used")) } };
