"""python -m benchmarks: the speed of reading beside public tools; see also benchmarks.crawl."""

import sys

from benchmarks.reading import main

sys.exit(main())
