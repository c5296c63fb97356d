"""在 Spark 集群上锁定、抽取、核验：交给 spark-submit 的程序，后面照写 draw-registry 的参数。

    spark-submit --master spark://主机:7077 集群抽取.py lock /共享/名录.parquet --engine spark --ratio A=1% …
    spark-submit --master spark://主机:7077 集群抽取.py draw /共享/锁定.json --engine spark --public dice:…

只有提交的这台机器要装 ssj-xl[spark]；各台工作机器有 Java 17 和 Spark 就行。文件放在每台机器都能以同一路径读写的地方。
"""

import sys

from ssj_xl.entry.cli import main

sys.argv[1:1] = ["draw-registry"]
main()
