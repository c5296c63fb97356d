"""季度落实情况 and 年度情况: what such a report is made of, its periods, and the registers as they stood on a day."""
