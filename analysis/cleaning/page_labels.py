"""The words by which a page labels its lines: who wrote and edited it, where it comes from, when it was put there.

All of them stand here, as text: `compiled` makes a pattern when it is first used, for making them all would cost 70 ms
at import. A pattern that ends in ``$`` knows a line by its whole form.
"""

from __future__ import annotations

import re
from functools import cache

compiled = cache(re.compile)

# --- people ---
NAME = r"[\u4e00-\u9fff·]{2,8}"
NAMES = rf"{NAME}(?:[ \u3000、,，/]+{NAME}){{0,5}}"
_MORE = r"[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff:：])"  # a further name in a list; 编辑 in “李明 编辑:” is none
_AUTHOR_ROLE = "作者|执笔人|执笔|撰文|撰稿人|撰稿|特约评论员|本报评论员|本刊评论员|评论员|本报记者|本刊记者|本网记者|见习记者|记者|通讯员|整理|口述"
_EDITOR_ROLE = "责任编辑|责编|值班编辑|网络编辑|文字编辑|视频编辑|实习编辑|编辑|编审"
_PROOF_ROLE = "审核|审校|校对|校审|监制|统筹|编校|初审|复审|终审"
_UNIT = r"[\u4e00-\u9fff]{2,25}(?:局|部|委|办|院|中心|学校|大学|党校|公司|政府|支部|报社)"
_BULLET = "□■◎●○▲△◆◇"
AUTHOR = rf"(?P<role>{_AUTHOR_ROLE})\s*+(?:[:：/／]\s*+)?(?P<names>{NAME}(?:[ \u3000、,，/]{_MORE})*)"
WRITER = (  # names without a role: 文/李明, □ 李明
    rf"(?:^|[\s{_BULLET}（(])文\s*[/／|:：]\s*([\u4e00-\u9fff· \u3000、]{{2,30}})"
    rf"|^\s*[{_BULLET}]\s*([\u4e00-\u9fff· \u3000、]{{2,30}})$|^[（(]({NAME})[)）]$"
)
UNIT_AND_NAME = rf"^[（(]({_UNIT})[ \u3000]+({NAME})[)）]$"
BARE_NAMES = r"^[\u4e00-\u9fff·]{2,4}(?:[ \u3000、,，]+[\u4e00-\u9fff·]{1,4})*$"
AUTHOR_AND_UNIT = rf"作者[:：]\s*({NAME})\s*[,，、\s]*(?:系|为|单位[:：]?)\s*(.+?)[)）]?$"
UNIT = r"(?:作者单位|供稿单位|来稿单位|单位)\s*[:：]\s*(.+?)[)）\]】]?$"
UNIT_OF_AUTHOR = r"作者(?:分别)?(?:系|为|是)\s*(.+?)[)）]?$"
EDITOR = rf"(?:{_EDITOR_ROLE})\s*+(?:[:：|/／]\s*+)?({NAME}(?:[ \u3000、,，]+{_MORE})*)"

# --- places and times ---
SOURCE = (
    r"(?:来\s*源|稿源|出处)\s*[:：]\s*[《\[【]?\s*([^\s|｜\]】)）》]+?)[》]?"
    r"(?=[\s|｜\]】)）]|责任|责编|编辑|作者|时间|发布|日期|浏览|点击|阅读|字号|$)"
)
KEYWORDS = r"(?i)^[\s\[【]*+(?:关键词|关键字|标签|tags?|keywords?)\s*[:：](.*)"
OWNER = r"([\u4e00-\u9fffA-Za-z0-9]{2,20}?)\s*(?:版权所有|拥有([\u4e00-\u9fff]{2,12}?)采编人员)"
SITE_NAME = r"^[\u4e00-\u9fffA-Za-z0-9·]{2,16}(?:网|在线|日报|晚报|时报|门户|频道|论坛|之窗|电视台|新闻|客户端|中心|新村|博客)$|^(?:https?://)?(?:www\.)?[\w.-]+\.(?:com|cn|net|org)\S*$"
SITE_BEHIND = r"\s*[_|｜]|--|\s[-–—]\s"  # what parts a title from the site's name behind it
INSTITUTION = r"^[\u4e00-\u9fff（）()·\s]{4,40}(?:中心|研究院|研究所|研究会|学院|大学|党校|委员会|党委|支部|办公室|[部局厅署]|课题组|编辑部|评论员|评论部|报社|政府|协会)$"
CLOCK = r"(?<![\d:])(?:[01]?\d|2[0-3])[:：][0-5]\d(?:[:：][0-5]\d)?(?![\d:])"
DATE_LABEL = r"(?:发布|发表|更新|录入|时间|日期)[^\d一二]{0,6}[:：]"
# Days of the Republic's years from 80 (1991) on, as pages of Taiwan have them: earlier ones are what a page tells of.
_REPUBLIC = (
    r"(?:中[华華])?民[国國]\s?(?:[89]\d|1[0-4]\d|一百[零〇○]?[一二三四五六七八九十]{0,3}|[八九]十[一二三四五六七八九]?)\s?"
    r"[年/.-]\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?[月/.-]\s?(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})日?"
)
# A date's form within a line; `core.dates.parse_date` reads it.
_DATE = rf"(?:{_REPUBLIC}|(?:19|20)\d\d\s?[-/.年]\s?(?:1[0-2]|0?[1-9])(?!\d)(?:\s?[-/.月]\s?(?:[12]\d|3[01]|0?[1-9])(?!\d)\s?日?)?|[一二][〇零○一二三四五六七八九]{{3}}年(?:[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十廿]{{1,3}}日)?)?)"
LONE_DATE = rf"^[\s（(]*{_DATE}[)）\s]*$"
# The occasion of a speech, under its title: ——2014年3月5日在某某会议上
OCCASION = rf"^[—\-\s（(]*{_DATE}[日，,]?\s?[在于][^。！？；：]{{2,50}}(?:会|会议|论坛|仪式|班)上?(?:的?(?:讲话|报告|发言|致辞|演讲))?[）)\s]*$"
DATE_CHARACTERS = r"^[（(]?[\d一二三四五六七八九十〇零○年月日号/.-]+[)）]?$"
DATELINE = r"^[\u4e00-\u9fff]{2,6}社.{2,12}\d日电"
DAY = (  # a day within a line; not the beginning of a range of days
    rf"(?<!\d)(?:{_REPUBLIC}|"
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?!\d{3})\s?日?|[一二][〇零○一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十廿]{1,3}日)"
    r"(?!\s*(?:至|到|[-—–~～－]+)\s*\d{1,2}\s?[月日])"
)
PUBLISHED = r"(?:发布|发表|时间|日期|发稿|刊发|出版|上传)[^\d一二]{0,8}$"
UPDATED_LINE = r"^[\s\[【（(]*(?:最[后近])?(?:更新|修改|修订)"
LONE_YEAR = r"^[^\d一二]{0,12}[:：]?\s*(?:(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3})年?\s*(?:第?\d+期)?\s*$"
UPDATED = r"(?:更新|修改|修订|截[至止])[^\d一二]{0,8}$"
# How the party press ends a page: 《某报》（2018年06月03日 04 版）
PAPER_END = rf"《\s*([\u4e00-\u9fff·\s]{{2,16}}?)\s*》\s*[（(]\s*{_DATE}[^）)]{{0,20}}[）)]\s*$"
PAPER_LINE = rf"^\s*{PAPER_END}"
TITLE_PARTS = r"\s*[_|｜]\s*|\s*--+\s*|\s+[-–—]\s+|(?<=[\u4e00-\u9fff”》？！])[-–—](?=[\u4e00-\u9fffA-Za-z-]{2,12}$)"
TITLE_BOUND = r"(?:\s|[_|｜–—-]|$)"
HTML_META = {  # what an HTML head calls them
    "title": ("og:title", "twitter:title", "articletitle", "headline", "title"),
    "author": ("author", "article:author", "byl"),
    "source": ("contentsource", "source", "sourcename", "og:article:source", "article:source"),
    "date": (
        "article:published_time", "og:published_time", "publishdate", "pubdate", "datepublished", "dc.date.issued", "og:release_date",
        "apub:time", "weibo:article:create_at", "article_date", "publish-date", "firstpublishedtime", "og:time", "date", "dateupdate",
    ),
    "keywords": ("keywords",),
}  # fmt: skip
_STAMP = r"\d{13}|\d{10}|\d{4}-\d{2}-\d{2}[^\"']{0,20}"
WECHAT_DATE = re.compile(rf"""var\s+(?:ct|publish_time|createTime)\s*=\s*["']({_STAMP})["']""")
SCRIPT_DATE = re.compile(
    rf"""["']?\b(?:publish_?time|pub_?time|publish_?date|pub_?date|firstPublishTime|display_time)["']?\s*[:=]\s*["']?({_STAMP})""",
    re.IGNORECASE,
)

# --- where a text comes from, and who wrote it ---
SOURCE_NAME = (
    r"(?:(?:来\s*源|稿源|出处|信息来源|转自|来自|摘自)\s*(?:于\s*)?[:：丨|]|(?:^|[|｜\s])来源(?:于)?(?![:：])(?=[A-Za-z\u4e00-\u9fff]))"
    r"\s*[《\[【“]?\s*([^\s|｜\]】)）》”，,。；]{2,24})"
)
AFTER_SOURCE = r"作者|编辑|责任|责编|记者|时间|发布|点击|浏览|阅读|评论|字号|分享|举报|打印|发表|(?:19|20)\d\d[-年]"
NO_SOURCE = r"^(?:https?|www|网络|互联网|综合|本站|原创|未知|\d+$|[:：])"
NO_OUTLET = r"来源|阅读|评论|浏览|分享|作者|编辑|字号|点击|星期|周[一二三四五六日]|打印|收藏|发布|更新|记者|人气|次$"
OUTLET = (
    r"(?:新华社|中新社|人民网|新华网|央视网|光明网|[\u4e00-\u9fffA-Za-z0-9·]{1,10}(?:日报|晚报|早报|晨报|时报|都市报|青年报|周报|商报|导报|法制报|工人报|"
    r"农民报|通讯社|新闻网?|在线网?|[\u4e00-\u9fff]网|周刊|杂志|卫视|电视台|广播电台|之家|星空|客户端|融媒体中心))"
)
_COLON = r"(?P<colon>\s*[:：/／|｜丨]\s*|[ \u3000]*)"
_SOME_NAMES = r"(?P<names>[\u4e00-\u9fff·]{2,8}(?:[ \u3000、,，/]+[\u4e00-\u9fff·]{2,6})*)"
AUTHOR_FORMS = (
    rf"(?:^|[\s|｜（(【\[,，。：:)）]|网|报|社)(?P<role>作\s*者|撰\s*文|撰稿人|撰稿|执笔|采写|原创|文)(?P<colon>\s*[:：/／|｜丨]\s*)(?:[\u4e00-\u9fff]{{2,8}}?(?:见习|实习|首席|特约)?(?:记者|作者|评论员)[ \u3000]*)?{_SOME_NAMES}",
    rf"(?:^|[\s|｜（(【\[])(?P<role>作者)(?P<colon>[ \u3000]*){_SOME_NAMES}",
    rf"^[\s（(【\[《]*+[\u4e00-\u9fff]{{0,8}}》?\s*+(?:见习|实习|首席|特约|专栏)?(?P<role>记者|作者|撰稿人|评论员|通讯员){_COLON}{_SOME_NAMES}[\s）)】\]]*$",
    rf"^[\s（(【\[].{{0,12}}?(?P<role>记者|作者){_COLON}{_SOME_NAMES}[\s）)】\]]+$",
    rf"^.{{0,20}}[（(](?:[\u4e00-\u9fff]{{0,8}})(?P<role>记者){_COLON}{_SOME_NAMES}[）)]",
    rf"(?P<role>^){_SOME_NAMES}(?P<colon>/)(?={OUTLET}$)",
)
AFTER_NAME = r"(?<=..)(?:编译|整理|整合|报道|综合|摄影报道|文图|文|撰)$"
NO_NAME = r"来源|时间|编辑|发布|责任|字号|评论|公众|微信|本文|声明|观点|授权|简介|未知|佚名|网络|匿名|不详|最新|文章|专栏|记者|作者|本报|本刊|摄$|供图|原创|转载|推荐|关注|更多|日报|新闻|编译|翻译|工作|同志"
# The commonest surnames, which begin the names of 99 of 100 people; without those that begin words of web pages.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛"
    "闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔牛樊骆包倪左裴俞詹焦岳卜柳邢路梅庄辛管祝涂谷耿牟柯翁舒屈柴童蒙迟冷丛"
    "季庞岑麦鲁葛温芦游甘欧阎颜洪聂章喻翟兰靳尚殷施申伍宁关纪齐颉车项米凌鲍盛霍祁瞿解晏苗鄢商闻司储窦褚桑师郁桂景芮房甄宫封娄蔺隋栾佟仇晋"
)
DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "司徒",
        "东方",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "端木",
        "南宫",
        "百里",
        "呼延",
    ]
)

# --- lines ---
META = (
    rf"^(?:.{{0,40}}{_DATE}.{{0,60}}?(?:来\s*源|作\s*者|编\s*辑|责编|点击|浏览|阅读|访问|评论|字号|发布|发表).{{0,60}}|"
    rf".{{0,24}}(?:发布|发表|更新|录入|时间|日期|来\s*源|信息来源|文章来源|稿源)[^。]{{0,6}}[:：].{{1,80}}|\s*[\[【（(]?\s*{_DATE}[\s\d:：日T]*[)）\]】]?\s*(?:\|.{{0,40}})?|.{{0,30}}(?:点击|浏览|阅读)(?:数|量|次数)?\s*[:：]\s*\d+.{{0,20}})$"
)
BREADCRUMB = (
    r"^(?:您?(?:当前|现在|所在)?的?位置\s*[:：]?.*|首页\s*[>»›/→－-].*|[^>。]{1,14}(?:\s*[>»›→]+\s*[^>。]{1,16}){1,6})$"
)
SITE_WORDS = r"首页|网站地图|设为首页|加入收藏|收藏本站|登录|注册|关于我们|联系我们|广告服务|网站公告|免责声明|人才招聘|无障碍|手机版|繁体|English|RSS|投稿"
SITE_SLOGAN = r"您|欢迎|关注我们|扫码|下载|点击|同行[!！]?$"
NOTICE = r"(?i)^(?:版权声明|免责声明|特别声明|法律声明|声明[:：]|凡本[网站报刊]|本[网站](?:所有|转载|刊[载登])|本文(?:仅代表|系转载|转[载自])|注[:：]本)|ICP备|All Rights Reserved|公网安备"
CAPTION = r"^(?:图为|图[①-⑩\d一二三四][:：]?).{0,70}(?:摄|供图|发)[)）]?$"
HEADING = r"^(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节编篇部]|\d{1,2}[.、．]|[①-⑩])"

_ROLES = rf"{_AUTHOR_ROLE}|文字"
_LABELLED = {  # class of a line → how such a line begins; tried in this order
    "search_spam": r".*?(?:在线观看|免费观看|国产精品|欧美|亚洲.{0,4}[区码]|娱乐城|博彩|六合彩|成人网|电子游戏官网).*(?:在线|免费|视频|官网|下载|平台|[区码])",
    "more_link": r"^[\s\[【]*+(?:查看|阅读|点击)?(?:更多|more)\s*(?:[>»›+…].{0,12}|内容|新闻|信息)?[\]】]?$|^(?:上一[篇条页]|下一[篇条页]|返回(?:首页|顶部|列表|上一页))|^(?:相关(?:新闻|阅读|链接|文章|报道)|延伸阅读|推荐阅读|热门(?:新闻|推荐))[:：]?.{0,30}$",
    "share_widget": r"^[\s\[【]*+(?:分享(?:到|至|给)|分享[:：]?$|扫一扫|用微信|微信扫|扫码|点击(?:上方|下方|标题下|左下角).{0,20}$|长按.{0,10}(?:二维码|识别).{0,20}$|(?:欢迎)?关注我们$|字[号体][:：\s]|\[?[【\[]?\s*大\s*中\s*小\s*[】\]]?$|打印本页|[【\[]?打印[】\]]|关闭窗口|加入收藏|我要(?:评论|纠错|分享)|点赞|T\s?\|\s?T)",
    "keywords": KEYWORDS.removeprefix("(?i)"),
    "affiliation": rf"^[（(\[【\s]*+(?:作者单位|单位|供稿单位|供稿|来稿单位)\s*[:：]|^[（(]作者(?:系|为|是|单位|分别[系为])|^[（(]作者[:：]{NAME}[,，、\s]*(?:系|为|单位)",
    "editor": rf"^[\s（(\[【]*+(?:{_EDITOR_ROLE}|{_PROOF_ROLE})\s*+(?:[:：|/／]\s*+)?{NAME}.{{0,40}}$",
    "photo_credit": r"^[（(]?[\u4e00-\u9fff·\s]{1,12}[/／]\s*[图摄][)）]?$|^[（(]?(?:图|摄影|图片|供图|配图|摄)\s*[/／:：]\s*\S{1,16}[)）]?$|^[（(]?(?:资料图片?|图片来源[:：]?.{0,16}|图源[:：]?.{0,16}|来源[:：]视觉中国)[)）]?$",
    "byline": rf"^[\s（(\[【]*+[{_BULLET}]\s*+(?:文|{_ROLES})?[/／:：\s]*+{NAMES}[)）\]】]?$|^[\s（(\[【]*+(?:文|撰文)\s*+[/／|:：]\s*{NAMES}[)）\]】]?$|^[\s（(\[【—-]*+(?:{_ROLES})\s*+(?:[:：/／]\s*+)?{NAMES}[)）\]】]?$|^[（(]{NAME}[)）]$|{UNIT_AND_NAME}|^—{{1,2}}\s*作者",
    "icp_license": r".*?(?:ICP[备证]|公网安备|许可证.{0,12}(?:编号|[:：号\d])|备案号|国新[办网]|网文〔|网出证|增值电信业务|视听节目许可|经营许可证|统一社会信用代码)",
    "copyright": r".*?(?:©|copyright|all\s+rights\s+reserved|版权(?:所有|声明|归)|之版权|不得(?:转载|复制|镜像)|免责声明|凡本[网站报]|转载请注明|未经.{0,12}授权)",
    "hotline": r".*?(?:(?:举报|投诉|监督|新闻|服务|咨询)(?:电话|热线|邮箱|中心|平台)?\s*[:：]?.*(?:\d{3,4}-?\d{3,8}|@)|违法和不良信息|网络110|举报中心)",
    "address": r"^(?:联系|通讯|公司|单位|报社|办公|本社|详细)?地\s*址\s*[:：]|^邮\s*编\s*[:：]|.*?邮政编码\s*[:：]",
    "phone": r"^(?:联系|咨询|服务|办公|总机|客服)?(?:电\s*话|热线|手机|传\s*真|Tel|Fax)\s*[:：]|^(?:E-?mail|电子邮[箱件]|邮箱|QQ|投稿邮箱)\s*[:：]",
    "footer": r"^(?:主\s*办|承\s*办|协\s*办|技术支持|网站标识码|建议使用|网站维护|友情链接|法律(?:顾问|声明)|访问量|您是第|页面执行|Powered by|网站管理)",
}  # fmt: skip
LABELLED = "(?i)" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELLED.items())
