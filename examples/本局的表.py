"""本局自己的登记表，抽中的每家填一张：栏目名与列名相同的填进去，其余原样。

A bureau's own form, one a firm, from a DataFrame.   python 本局的表.py 主台账.xlsx YZSFJ-LS-2021-001 登记表.xlsx 登记表
"""

import sys
from pathlib import Path

import ssj_xl

book_path, task, template, folder = sys.argv[1:]
book = ssj_xl.open(book_path)
firms = book.task(task).winners.winners.merge(book["检查对象"].df, on="对象编码", suffixes=("", "_名录"))
people = book["执法人员"].df.set_index("人员编码")["姓名"]

rows = firms[["对象编码", "对象名称", "地址", "负责人"]].rename(columns={"对象名称": "被检查单位"})
rows["检查人员"] = [people[lead] + "、" + "、".join(people[one] for one in others.split("、")) for lead, others in zip(firms["检查组长"], firms["检查人员"], strict=True)]
rows["填报单位"] = book.settings["单位名称"]

Path(folder).mkdir(exist_ok=True)
done = ssj_xl.fill(template, rows.drop(columns="对象编码"), Path(folder) / "登记表-{被检查单位}.xlsx")
print(f"填好 {len(done.files)} 张", done.problems)
