"""汇总一个文件夹的报送件，检查结果按单位做成透视表，连同一张图存成工作簿。

A folder of submissions → a pandas pivot with a native Excel chart.   python 汇总成透视表.py 报送 2021-03 透视表.xlsx
"""

import sys

import pandas

import ssj_xl

folder, month, out = sys.argv[1:]
done = ssj_xl.consolidate(folder, month)
print(done.balance, f"错误 {len(done.problems.errors)} 项")

pivot = done.frames["检查结果"].pivot_table(index="来源单位", columns="检查结果", values="对象编码", aggfunc="nunique", fill_value=0)
with pandas.ExcelWriter(out, engine="xlsxwriter") as writer:
    pivot.to_excel(writer, sheet_name="检查结果")
    writer.sheets["检查结果"].set_column(0, len(pivot.columns), 26)
    chart = writer.book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, name in enumerate(pivot.columns, 1):
        chart.add_series({"name": name, "categories": ["检查结果", 1, 0, len(pivot), 0], "values": ["检查结果", 1, column, len(pivot), column]})
    chart.set_title({"name": f"{month} 检查结果（家）"})
    writer.sheets["检查结果"].insert_chart(len(pivot) + 3, 0, chart, {"x_scale": 1.6, "y_scale": 1.4})
