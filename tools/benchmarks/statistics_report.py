"""docs/抽取的统计检验.md: the results in words and tables, for readers who know what a percentage is."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from tools.benchmarks.statistics_measures import OVERALL, Measure, bound, passes
from tools.benchmarks.statistics_pools import TIERS, UNIFORM
from tools.benchmarks.statistics_runs import Results

PICTURES = ("统计-等概率.png", "统计-偏差.png", "统计-分级比例.png", "统计-加权.png")
FOLDER = "图"


def markdown(results: Results) -> str:
    """The whole document."""
    parts = [_head(results), _method(results), _uniform(results), _rivals(results), _tiers(results),
             _weighted(results), _matching(results), _limits(), _again(results)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [list(titles), ["---"] * len(titles), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def percent(share: float, digits: int = 2) -> str:
    """A share as a percentage."""
    return f"{share * 100:.{digits}f}%"


def chance(p: float) -> str:
    """A p-value in a form that never reads as an exact nought."""
    return "小于 10⁻¹²" if p < 1e-12 else f"{p:.1e}" if p < 0.001 else f"{p:.3f}"


def measures_table(measures: Iterable[Measure]) -> str:
    """One line a measure."""
    rows = [
        (m.name, f"{m.draws:,}", *_shares(m), f"{m.worst:.2f}", chance(m.worst_p),
         f"{m.chi2:.1f}（{m.df}）" if m.df else "—", chance(m.p) if m.df else "—")
        for m in measures
    ]
    titles = ("检验", "次数", "应有", "实际", "最大偏差（标准误）", "偏差 p", "χ²（自由度）", "χ² p")
    return table(titles, rows)


def _shares(measure: Measure) -> tuple[str, str]:
    """What was due and what came, as a range where there are several cells."""
    if not measure.expected:
        return "各不相同", "—"
    ends = [percent(measure.low), percent(measure.high)]
    return percent(measure.expected), ends[0] if measure.low == measure.high else "～".join(ends)


def verdict(results: Results) -> str:
    """The outcome in one sentence."""
    values = [p for measure in results.all_fair for p in measure.p_values]
    limit = bound(len(values))
    if passes(results.all_fair):
        return (f"{len(results.all_fair)} 项检验（{len(values)} 个 p 值）全部通过："
                f"最小的 p 值为 {chance(min(values))}，大于判定界限 {limit:.1e}。")
    low = [m.name for m in results.all_fair if min(m.p_values) < limit]
    return f"未通过：{'、'.join(low)}（p 值小于判定界限 {limit:.1e}）。"


def _head(results: Results) -> str:
    return f"""# 抽取的统计检验

问题只有一个：**每个对象被抽中的机会，是不是恰好等于公布的机会？** \
能否重算（见《抽取规范 SSJ-1》）回答的是“结果有没有被改”；本文回答的是“规则本身公不公平”。

**结论。** {verdict(results)}同样的名录、同样的次数，某平台的“跳号抽取”总有一些对象永远抽不到（{_never(results)}）；\
用 pandas 按比例加权抽样，公告 100% 的等级只抽到 {percent(results.tiers[-1].pandas, 1)}。

本文由程序生成，数字来自一次完整运行，没有挑选；重新运行的办法见文末。"""


def _never(results: Results) -> str:
    found = [m for who, m, _ in results.rivals if who == "跳号" and m.never]
    return "，".join(f"{m.name}时 {m.never} 个" for m in found)


def _method(results: Results) -> str:
    return f"""## 怎样检验

* **抽的是真程序**：每一次都经过产品自己的 `ssj1.keys`、`ssj1.winners`，\
匹配经过 `engines.flow.solve`，没有另写一份模拟。
* **种子来自计数器**：第 k 次的随机数是 `dice:` 加二十位的 k（从 0 起），不挑种子，谁重跑都得到同样的数字。
* **次数**：除另有注明外每项 {results.draws:,} 次。
* **期望值是算出来的**，不是估出来的：等概率为 n/N；加权用分数逐份名单穷举；匹配由对称性得出。
* **两种尺度**：χ² 看整体；“最大偏差”看最偏的那一个，单位是标准误，p 值按项数折算（Bonferroni），所以一家也藏不住。
* **判定**：所有 p 值不小于 {OVERALL}／检验个数，即抽取真正公平时，整份检验误报的可能不超过 {percent(OVERALL, 0)}。\
固定样本不放回抽样的计数互相牵制，χ² 已按 (N−1)/N 修正。"""


def _uniform(results: Results) -> str:
    return f"""## 一组之内，家家机会相等

{measures_table(results.fair["等概率"])}

“每两家同时”检验任意两家一起被抽中的机会；\
“相邻两次的重合”检验随机数只差 1 时，两次名单是否毫无关联（应有 n/N）；\
30 抽 3 时还检验全部 4060 种名单是否机会均等（合并到每格期望不少于 4 次）。

![每家被抽中的频率]({FOLDER}/{PICTURES[0]})

![偏差的分布]({FOLDER}/{PICTURES[1]})"""


def _rivals(results: Results) -> str:
    own = {m.name.partition("：")[0]: m for m in results.fair["等概率"] if m.name.endswith("：每家")}
    both = {m.name.partition("：")[0]: m for m in results.fair["等概率"] if m.name.endswith("同时")}
    rows: list[Sequence[object]] = []
    for size, count in UNIFORM:
        name = f"{size}抽{count}"
        theirs = [(who, one, two) for who, one, two in results.rivals if one.name == name]
        for who, one, two in [("SSJ-1", own[name], both[name]), *theirs]:
            rows.append((name, who, percent(one.expected), percent(one.low), percent(one.high), one.never,
                         two.never, chance(one.p)))
    mine, other = results.distinct
    return f"""## 同样的名录，别的抽法

“跳号”是一家平台 2017 年公开代码中的抽法：名录按登记机关排序，步长 = N÷n 取整，随机选一个小于步长的起点，\
每隔一个步长取一家，到头不绕回（依据对该代码的描述重写，只代表那份代码）。\
“pandas等权”是 `DataFrame.sample`，每家权重相同。

{table(("名录", "抽法", "应有", "最小", "最大", "从未抽中的对象", "从未同时抽中的两家", "χ² p（每家）"), rows)}

30 抽 3 时跳号的每家机会恰好相等，χ² 也看不出问题，但可能的名单只有 {other} 种\
（SSJ-1 在 {results.draws:,} 次里出现了 {mine:,} 种，共有 4060 种）：知道一家被抽中，就知道另外两家。\
pandas 的等权抽样是均匀的；它的缺点不在机会，而在别人无法用公开的随机数重算。"""


def _tiers(results: Results) -> str:
    rows = [(row.tier, row.size, percent(row.target), percent(row.ours), f"{row.ours_sd:.2f}", percent(row.pandas),
             f"{row.pandas_sd:.2f}") for row in results.tiers]
    total = sum(round(row.size * row.target) for row in results.tiers)
    return f"""## 分级比例：公告多少就抽多少

虚构的 1000 家，{"、".join(f"{tier} 级 {size} 家" for tier, size in TIERS.items())}，\
比例 1%、3%、10%、100%，共抽 {total} 家。

{table(("等级", "家数", "公告比例", "SSJ-1 实际", "抽中家数的标准差", "pandas 按比例加权", "抽中家数的标准差"), rows)}

SSJ-1 每一次的家数都恰好等于配额，标准差是 0；等级之内家家机会相等：

{measures_table(results.fair["分级比例"])}

pandas 的 `sample(weights=…)` 把 100% 当作“权重大一些”，于是高风险的少抽、低风险的多抽。\
多要 1 家（共 {total + 1} 家），\
pandas {version("pandas").partition(".")[0]} 便拒绝抽取：`{results.refusal}`

![分级比例]({FOLDER}/{PICTURES[2]})"""


def _weighted(results: Results) -> str:
    parts = []
    for name, rows in results.lots.items():
        cells = [(row.group, row.size, row.lots, percent(row.exact), percent(row.drawn), percent(row.shown))
                 for row in rows]
        titles = ("组", "家数", "签数", "精确概率", "实际频率", "预览显示的近似值")
        parts.append(f"**{name}**（{results.lot_draws[name]:,} 次）\n\n{table(titles, cells)}")
    return f"""## 加权：与逐签抽取的精确概率一致

加权就是“一家放几支签，一支一支抽，已中的其余各签作废”。小名录的每份名单的概率用分数精确算出，再与实际比较。

{(chr(10) * 2).join(parts)}

{measures_table(results.fair["加权"])}

最后一个名录的签数与上一节的比例成正比：100 支签的等级也只有 {_hundred_lots(results)}，\
这不是误差，而是加权抽样的性质。所以公告了比例的抽查用“分级比例”，有等级定为 100% 时本工具拒绝“加权”。\
预览用的近似公式在大名录上准到千分之一左右；只有几家的名录上可差两三个百分点，仅供参考。

![加权]({FOLDER}/{PICTURES[3]})"""


def _hundred_lots(results: Results) -> str:
    *_, rows = results.lots.values()
    return percent(rows[-1].exact, 1)


def _matching(results: Results) -> str:
    seen, robin = results.pairs
    return f"""## 匹配：条件相同的人，机会相同

每项 {results.match_draws:,} 次，用真正的匹配引擎解小规模的题。“条件相同”指余量、组长资格、可查事项、回避都一样；\
这样的人互换，题目不变，所以机会必须相等。

{measures_table(results.fair["匹配"])}

6 个人两两搭档共有 15 种，都出现了（{seen} 种）。上述平台的轮流排班（随机起点、依次取人）只可能出现 {robin} 种。\
匹配保证的是条件相同者机会相同；各种完整分法之间，在条件不同的人混在一起时并不要求一样多。"""


def _limits() -> str:
    return """## 没有证明什么

* 统计检验只能发现偏差，不能证明“没有任何规律”；\
真正的依据是 SHA-256 至今没有已知的可利用规律，而检验没有发现与此矛盾的地方。
* 检验的是规则。某一次抽取是否用了这条规则，要靠重算那一次的公开记录（`docs/核验示例.py`、`ssj-xl verify`）。
* 名录是否完整、随机数是否在锁定之后产生，不是统计能回答的，见《为什么作不了假》。"""


def _again(results: Results) -> str:
    versions = "、".join(f"{name} {version(name)}" for name in ("pandas", "numpy", "scipy", "matplotlib"))
    return f"""## 重新运行

```
pip install -e ".[bench]"
python -m tools.benchmarks.statistics --draws {results.draws}     # 重写本文和图，约几分钟
python -m tools.benchmarks.statistics --sample                # 几秒钟的小样本，只显示，不写文件
```

本次环境：Python {platform.python_version()}，{versions}。SSJ-1 的数字与环境无关；pandas 一栏随其版本而变。\
`tests/statistics` 用固定种子的小样本守住同样的界限，并用故意做偏的抽法证明这些检验会报警。"""
