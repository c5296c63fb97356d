"""M: matching inspectors to drawn objects.

M01–M09 no team can be formed; M21–M32 a published matching does not hold; M41–M42 its record cannot be read.
"""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "M01": error("在岗的执法人员（执法证和任职在任务截止日前有效、未停用）只有 {count} 人，每个检查对象需要 {seats} 人{absent}。",
                 "请核对“执法人员”表的证件有效期和停用起止；人员确实不足时，请增派 {short} 名，或与其他处室联合。"),
    "M02": error("{objects}每家还需要 {need} 人，在岗且可检查“{items}”的{people}，每家还差 {short} 人。",
                 "请增加可检查“{items}”的执法人员 {short} 名{lead}，或与其他处室联合。"),
    "M03": error("{objects}每家还需要 {need} 人，可检查“{items}”的 {scope} 人中{barred}须回避或已退出，可派的{people}，每家还差 {short} 人。",
                 "回避不能免除：请增派无须回避、可检查“{items}”的执法人员 {short} 名{lead}，或与其他处室联合。"),
    "M04": error("{objects}没有可担任组长的人：可检查“{items}”的{people}都没有组长资格{barred}。",
                 "请增派可检查“{items}”且具组长资格的执法人员 1 名，或与其他处室联合。"),
    "M05": error("{objects}共需要 {need} 个席位{kind}，可派的{people}，最多承担 {supply} 个；还差 {short} 席。",
                 "请增加可检查“{items}”的执法人员，补足 {short} 席{lead}，或与其他处室联合。"),
    "M06": error("“{object}”已定的检查人员“{person}”{why}，不能保留在检查组里。", "请把该人员也列入改派。"),
    "M21": error("“{object}”没有检查组，或名单里没有这个检查对象。", "请用锁定、抽取时的完整记录重新校验。"),
    "M22": error("“{object}”的检查组有 {count} 人（重复的只算一人），应为 {seats} 人。", "检查组须按规定人数组成，请重新匹配。"),
    "M23": error("“{object}”的检查人员“{person}”{why}，不应参加。", "请重新匹配。"),
    "M24": error("“{object}”的组长应为{lead}，记录为“{person}”。", "请重新匹配。"),
    "M25": error("“{object}”原已确定的检查人员被改动。", "递补、改派只能变动要换的席位，请重新匹配。"),
    "M26": error("“{person}”分到 {load} 家，超过均衡上限 {cap} 家。", "请重新匹配。"),
    "M27": error("记录没有证明任务量已是最均衡：余量每人再减 1 仍可能排得开。", "请重新匹配。"),
    "M28": error("匹配的价格证明不完整：{what}。", "请用完整的审计记录重新校验。"),
    "M29": error("匹配不是由种子算出的结果：有 {count} 处不符，例如“{object}”与“{person}”。", "请重新匹配，并查明是谁改动了检查人员。"),
    "M30": error("匹配结果不唯一，不能证明是由种子确定的。", "请重新匹配。"),
    "M41": error("人员名单第 {line} 行有误：{why}。", "请使用锁定时生成的人员名单，不要手工改动。"),
    "M42": error("匹配记录的格式不对：{why}。", "请使用匹配时生成的记录文件，不要手工改动。"),
}
