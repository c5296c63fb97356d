"""十二个月的台账合成一年的统计：逐月检查、发现问题、公示的家数。

Twelve monthly books → one table of the year.   python 年度统计.py 各月 年度.csv
"""

import sys
from pathlib import Path

import pandas

import ssj_xl

folder, out = sys.argv[1:]
books = [ssj_xl.open(path) for path in sorted(Path(folder).glob("*.xlsx"))]
found = pandas.concat([book["检查结果"].df for book in books], ignore_index=True)
found = found.drop_duplicates(["任务编号", "对象编码", "事项编码"], keep="last").dropna(subset="检查日期")

found["有问题"] = found["检查结果"].str.startswith("发现问题")
year = pandas.DataFrame({
    "检查": found.groupby(found["检查日期"].dt.to_period("M"))["对象编码"].nunique(),
    "发现问题": found[found["有问题"]].groupby(found["检查日期"].dt.to_period("M"))["对象编码"].nunique(),
    "公示": found.dropna(subset="公示日期").groupby(found["公示日期"].dt.to_period("M"))["对象编码"].nunique(),
}).fillna(0).astype(int)
year.loc["全年"] = [found["对象编码"].nunique(), found[found["有问题"]]["对象编码"].nunique(), found.dropna(subset="公示日期")["对象编码"].nunique()]
year.to_csv(out, encoding="utf-8-sig", index_label="月份")
