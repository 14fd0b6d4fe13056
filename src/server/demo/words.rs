//! The words of the made-up office: surnames, employers, hospitals, illnesses. None of them names a real person or place of work.

pub(super) const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "吴", "赵", "周", "徐", "孙", "马", "朱", "胡", "林", "郭", "何", "高", "罗", "郑", "梁",
    "谢", "宋", "唐", "许", "邓", "韩", "冯", "曹", "彭", "曾", "萧", "田", "董", "潘", "袁", "蔡", "蒋", "余", "于", "杜", "叶", "程",
    "魏", "苏", "吕", "丁", "沈", "任", "姚", "卢", "傅", "钟", "姜", "崔", "谭", "廖", "范", "汪", "陆", "金", "石", "戴", "贾", "韦",
    "夏", "邱", "方", "侯", "邹", "熊", "孟", "秦", "白", "江", "阎", "薛", "尹", "段", "雷", "黎", "史", "龙", "陶", "贺", "顾", "毛",
    "郝", "龚", "邵", "万", "钱", "严", "施", "褚", "倪", "俞", "鲁", "戚", "裘", "竺", "楼", "来", "柴", "单",
];
pub(super) const COMPOUND_SURNAMES: &[&str] =
    &["欧阳", "上官", "司徒", "诸葛", "尉迟", "皇甫", "司马", "夏侯", "慕容", "东方", "令狐", "长孙", "宇文", "端木", "公孙", "澹台"];
pub(super) const RARE_SURNAMES: &[&str] =
    &["亓", "仉", "禤", "郄", "逄", "昝", "訾", "乜", "佴", "麴", "郗", "綦", "夔", "厍", "䶮", "仝", "佘", "缪", "璩", "鄢"];
/// The last character of a made-up given name; the middle one is always 某. Some are rare or beyond the basic plane, as real names are.
pub(super) const GIVEN: &[&str] = &[
    "甲", "乙", "丙", "丁", "戊", "己", "芳", "娟", "敏", "静", "丽", "艳", "涛", "强", "磊", "军", "洋", "勇", "杰", "萍", "霞", "平",
    "刚", "桂", "英", "华", "明", "红", "辉", "玲", "文", "斌", "琴", "伟", "波", "峰", "梅", "鑫", "燕", "超", "秀", "云", "慧", "建",
    "国", "荣", "清", "月", "春", "福", "松", "根", "水", "阿", "翀", "堃", "喆", "龑", "㛃", "𬭎", "𣲗", "懿", "麟", "赟",
];
/// Names of two parts, as some nationalities have them.
pub(super) const TWO_PART: &[&str] = &["买某·艾某", "古某尼莎·热某", "扎某·次某", "巴某尔·图某"];

pub(super) const EMPLOYERS: &[&str] = &[
    "江岸纺织厂",
    "东湖食品",
    "望江仪表厂",
    "浦沿运输",
    "拱桥印染",
    "清波针织",
    "半江建材",
    "柳浦船厂",
    "云亭电子",
    "三桥乳业",
    "丁北物流",
    "乔湾农机",
    "石塘水务",
    "南闸环卫",
    "新渡机修",
    "白荡机床",
    "长埭化工",
    "大井中药",
    "月塘印刷",
    "三堡电缆",
    "沿山林场",
    "西埠粮油",
    "湾里轴承",
    "临港装卸（集团）第三分公司",
];
pub(super) const HOSPITALS: &[&str] = &[
    "江岸市第一医院",
    "江岸市中医院",
    "望江门医院",
    "清波桥人民医院",
    "东湖口医院",
    "拱桥湾医院",
    "浦沿口骨科医院",
    "云亭山肿瘤医院",
    "柳浦妇儿医院",
    "半江眼科医院",
    "丁桥南医院",
    "乔湾社区医院",
];
pub(super) const ILLNESSES: &[&str] = &[
    "急性阑尾炎",
    "肺炎",
    "胆囊结石伴胆囊炎",
    "腰椎间盘突出",
    "2型糖尿病",
    "高血压病3级",
    "冠状动脉粥样硬化性心脏病",
    "甲状腺结节",
    "子宫肌瘤",
    "老年性白内障",
    "胃溃疡",
    "肾结石",
    "腔隙性脑梗死",
    "急性支气管炎",
    "痛风",
    "心律失常",
    "结肠息肉",
    "腹股沟疝",
    "突发性耳聋",
    "带状疱疹",
];
pub(super) const JINAN_EMPLOYERS: &[&str] = &[
    "泉城客运",
    "明湖印务",
    "历山机械",
    "趵突水业",
    "千佛山食品",
    "黄台电力检修",
    "北园物流",
    "腊山建材",
    "小清河航运",
    "章丘锻造",
    "平阴玫瑰制品",
    "长清苗木",
    "商河棉纺",
    "济阳粮油",
    "东郊环卫",
    "西客站保洁",
    "王舍人钢构",
    "港沟陶瓷",
    "洪楼幼教集团第二分园",
    "工业北路汽修",
];
pub(super) const JINAN_HOSPITALS: &[&str] = &[
    "泉城第一医院",
    "明湖中医院",
    "历山医院",
    "趵突人民医院",
    "千佛山南麓骨科医院",
    "黄台职工医院",
    "小清河肿瘤医院",
    "腊山社区医院",
    "洪楼妇儿医院",
];
pub(super) const SHANGHAI_EMPLOYERS: &[&str] = &[
    "沪滨港务",
    "浦汇电机",
    "松塘纺机",
    "宝川钢构",
    "静里百货",
    "徐泾仪表",
    "崇沙农垦",
    "嘉练汽配",
    "虹渡客运",
    "杨浜机床",
    "闵行路快递站",
    "金泽制药",
];
pub(super) const SHANGHAI_HOSPITALS: &[&str] =
    &["沪滨第一医院", "浦汇人民医院", "松塘中心医院", "宝川医院", "静里中医医院", "虹渡肿瘤医院", "杨浜骨科医院"];
pub(super) const SHANGHAI_BANK: &str = "上海农商银行";
pub(super) const URAEMIA: &str = "慢性肾功能衰竭（尿毒症期）";
pub(super) const STROKE_SEQUELAE: &str = "脑中风后遗症";
/// Illnesses that are claimed as critical; which of them count is the operator's list.
pub(super) const SHANGHAI_DISEASES: &[&str] = &["乳腺癌", "肺恶性肿瘤", "结肠癌", "急性心肌梗死", URAEMIA, STROKE_SEQUELAE];
pub(super) const FIRES: &[&str] = &["厨房油锅起火，烧损橱柜与墙面", "电动车充电起火，烧损阳台", "楼下起火，窗户与家具受损"];
/// Whose account a death of illness is paid into.
pub(super) const UNION: &str = "某区总工会";
pub(super) const AMOUNT_NOTE: &str = "按参保当年条款核定";
pub(super) const CONFIRMED: &str = "金额与条款已复核";
pub(super) const ON_THE_LIST: &str = "已对照参保当年条款的病种名单";
pub(super) const FATAL: &[&str] = &["心肌梗塞", "脑出血", "肝癌", "肺癌", "呼吸衰竭", "多器官功能衰竭"];
/// A disease that is on no list.
pub(super) const NOT_LISTED: &str = "甲状腺结节";
pub(super) const ACCIDENTS: &[&str] = &[
    "上班途中骑电动车滑倒，右肩着地",
    "下楼时踏空摔倒",
    "卸货时被木箱砸伤左脚",
    "早高峰路口与右转车辆相碰",
    "雨天驾车追尾，胸部撞伤",
    "检修时从梯上滑落",
    "晨练时被他人撞倒",
];
pub(super) const INJURIES: &[&str] = &["锁骨骨折", "踝关节骨折", "桡骨远端骨折", "脑震荡"];
/// The bank and the first digits of its made-up cards; zeros follow.
pub(super) const BANKS: &[(&str, &str)] = &[("建设银行", "621700"), ("工商银行", "622202"), ("农业银行", "622848"), ("杭州银行", "623061")];

pub(super) const PASS_NOTES: &[&str] =
    &["", "", "", "材料齐全，情况属实。", "与出院记录一致。", "已电话核实。", "病理与出院诊断一致，无既往史。"];
pub(super) const LATE_REASONS: &[&str] = &["出院时已在期末，票据年后才寄到", "异地就医，医保结算晚", "住院期间无法申请"];
