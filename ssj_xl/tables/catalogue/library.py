"""What the formula of a draw and the library (`import ssj_xl`) say: programmers read them too, so the library's have English beside."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "E01": error("“{name}”只有 1，分不清是 1 家还是 100%。", "请写成“1家”或“100%”。"),
    "E02": error("名单里有的是编码，有的不是：第 {line} 行“{value}”（{total} 行中 {count} 行不是编码）。",
                 "请全部用编码；只有名称的，连同标题（如“对象名称”）一起选取。"),
    "E03": error("签数的表里没有“总数”一行，不知道一共抽几家。", "请加一行：组别写“总数”，签数写要抽的家数。"),
    "E08": error("种子是一次已有抽取的密钥，没有公开的随机数，写不出记录（a key has no public value, so there is no record）。",
                 "请用那次抽取自己的公开记录；要记录的试抽，种子写任意文字。"),
}
