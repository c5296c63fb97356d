"""The pictures of docs/抽取的统计检验.md.  Needs matplotlib (extra `bench`) and a font with Chinese."""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.benchmarks.statistics_pools import UNIFORM
from tools.benchmarks.statistics_report import PICTURES

if TYPE_CHECKING:
    from tools.benchmarks.statistics_runs import Results

_FONTS = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei", "DejaVu Sans"]
_OURS, _OTHER, _LINE = "#1f4e79", "#c55a11", "#7f7f7f"


def use_fonts() -> None:
    """Chinese in pictures, without a display."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"font.sans-serif": _FONTS, "axes.unicode_minus": False, "font.size": 10,
                                "axes.spines.top": False, "axes.spines.right": False})


def save(results: Results, folder: Path) -> list[Path]:
    """Draw all pictures into `folder`; returns them."""
    use_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in PICTURES]
    for path, draw in zip(paths, (_uniform, _deviations, _tiers, _weighted), strict=True):
        figure = draw(results)
        figure.savefig(path, dpi=110, metadata={"Software": None})
    return paths


def _figure(columns: int = 1, height: float = 3.6) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, height), layout="constrained")
    return figure, figure.subplots(1, columns)


def _uniform(results: Results) -> Any:
    """Share of draws by place in the list, ours and step-and-start."""
    figure, axes = _figure(2)
    for axis, (size, count) in zip(axes, UNIFORM[:2], strict=True):
        name, places = f"{size}抽{count}", range(1, size + 1)
        axis.plot(places, results.marks[f"跳号{name}"].mean(axis=0), ".", color=_OTHER, ms=4, label="跳号")
        axis.plot(places, results.marks[name].mean(axis=0), ".", color=_OURS, ms=4, label="SSJ-1")
        axis.axhline(count / size, color=_LINE, lw=0.8, label="应有的机会 n/N")
        axis.set(title=f"{name}（{results.draws:,} 次）", ylim=(-0.03, 0.6))
        axis.set(xlabel="在名录中的位置", ylabel="被抽中的频率")
        axis.legend(loc="lower left", frameon=False)
    return figure


def _deviations(results: Results) -> Any:
    """Deviations of all objects in standard errors, against the normal curve."""
    import numpy as np

    figure, axis = _figure()
    scores = np.concatenate([_scores(results, size, count) for size, count in UNIFORM])
    axis.hist(scores, bins=np.arange(-4.5, 4.75, 0.25), density=True, color=_OURS, alpha=0.7,
              label=f"SSJ-1：{len(scores)} 家的偏差")
    x = np.linspace(-4.5, 4.5, 200)
    axis.plot(x, np.exp(-x * x / 2) / np.sqrt(2 * np.pi), color=_OTHER, lw=1.5, label="纯属偶然时应有的曲线")
    axis.set(title="五个名录中每一家抽中次数与期望之差", xlabel="偏差（标准误）", ylabel="密度")
    axis.legend(frameon=False)
    return figure


def _scores(results: Results, size: int, count: int) -> Any:
    share = count / size
    counts = results.marks[f"{size}抽{count}"].sum(axis=0)
    return (counts - results.draws * share) / sqrt(results.draws * share * (1 - share))


def _tiers(results: Results) -> Any:
    """Drawn over announced, by tier."""
    import numpy as np

    figure, axis = _figure()
    at = np.arange(len(results.tiers))
    series = (("SSJ-1", _OURS, [row.ours / row.target for row in results.tiers]),
              ("pandas 按比例加权", _OTHER, [row.pandas / row.target for row in results.tiers]))
    for offset, (label, color, values) in zip((-0.2, 0.2), series, strict=True):
        axis.bar_label(axis.bar(at + offset, values, 0.38, color=color, label=label), fmt="%.3f")
    axis.axhline(1, color=_LINE, lw=0.8)
    axis.set_xticks(at, [f"{row.tier} 级，公告 {row.target:.0%}" for row in results.tiers])
    axis.set(title="实际抽中的比例 ÷ 公告的比例", ylim=(0, 1.55))
    axis.legend(frameon=False, ncols=2, loc="upper left")
    return figure


def _weighted(results: Results) -> Any:
    """Observed against exact, each group of each pool."""
    figure, axes = _figure(len(results.lots))
    for axis, (name, rows) in zip(axes, results.lots.items(), strict=True):
        places = range(len(rows))
        axis.bar(places, [row.exact for row in rows], 0.6, color=_LINE, alpha=0.45, label="精确概率")
        axis.plot(places, [row.drawn for row in rows], "D", color=_OURS, label="实际频率")
        axis.set_xticks(places, [f"{row.group}\n{row.lots}签" for row in rows])
        axis.set_title(name, fontsize=9)
        axis.set_ylim(0, 1)
    axes[0].legend(frameon=False, loc="upper right")
    return figure
