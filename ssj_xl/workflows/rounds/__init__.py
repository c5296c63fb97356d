"""One round from the scheme to the teams: 预览, 锁定, 抽取, 匹配, what changes it, and the records that prove it."""
