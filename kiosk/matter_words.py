"""What officials call the elements of a matter: for differences, imports and lists of what is missing."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "schema": "格式版本", "codes": "编码", "basic": "基本编码", "implementation": "实施编码", "local": "地方基本编码",
    "handling_item": "业务办理项编码", "name": "名称", "short_name": "简称", "aliases": "别名", "sayings": "白话说法", "themes": "主题",
    "life_events": "人生大事", "popular": "大家常办", "version": "版本", "effective": "生效日期", "start": "开始日期", "end": "结束日期",
    "matter_type": "事项类型", "case_type": "办件类型", "applicant_types": "服务对象", "secret": "涉密", "handle_scope": "通办范围",
    "authority": "实施主体", "code": "编码", "phone": "咨询电话", "supervise_phone": "监督电话", "entrusting": "委托部门",
    "joint_departments": "联办机构", "legal_basis": "设定依据", "law": "依据名称", "article": "条款", "text": "内容",
    "statutory_limit": "法定时限", "promised_limit": "承诺时限", "unit": "单位", "value": "值", "note": "说明", "acceptance": "受理时间",
    "from_day": "每月开始日", "to_day": "每月结束日", "max_visits": "到现场次数", "visit_reason": "到现场的原因", "fees": "收费项目",
    "amount": "金额", "basis": "依据", "relief": "减免", "quota_note": "数量限制", "kiosk_enabled": "自助终端办理", "large_text": "大字版",
    "guide": "指南", "who": "谁能办", "needs": "还要有", "minutes": "大约几分钟", "identification": "证明身份的方式", "face_check": "人脸核验",
    "face_otherwise": "不做人脸核验的办法",
    "eligibility": "受理条件", "rule": "规则", "otherwise": "不符合时说的话", "exclusions": "不受理的情形", "id": "标识", "ask": "问题",
    "hand_off": "转办的话", "stops_on": "回答“是”时转办", "when": "适用条件", "agent": "代办", "allowed": "可以代办", "relations": "与本人的关系",
    "materials": "材料", "guardian": "监护人", "below": "几岁以下", "consent": "同意书", "role": "主副件", "capture": "收取方式",
    "kind": "材料类型", "source": "来源渠道", "instructions": "扫描时的提示", "deferrable": "容缺后补", "shared_by": "免交的数据来源",
    "replaced_by": "可用承诺代替", "max_pages": "最多几页", "copies": "份数", "accept_standard": "受理标准", "sample": "示例图",
    "working_days": "补交期限（工作日）", "consequence": "逾期的后果", "form": "表单", "title": "标题", "heading": "栏目名", "fields": "填写项",
    "label": "名称", "type": "类型", "required": "必填", "required_when": "必填的条件", "hint": "提示", "prefill": "预先填好",
    "streets": "备好的街道名",
    "same_as": "和哪一项相同", "read_only": "不能改", "options": "选项", "add": "再加一项的按钮", "levels": "几级", "min": "最小", "max": "最大",
    "read_back": "大写复读", "computed": "算出的值", "checks": "核对规则", "commitments": "告知承诺", "package": "一件事", "lead": "牵头部门",
    "children": "子事项", "after": "先办哪些", "optional": "可以不办", "partial": "只办成一部分时说的话", "delivery": "送达方式",
    "results": "审批结果", "validity": "有效期", "reliable_signature": "可靠电子签名", "devices": "要用的设备", "services": "要用的在线服务",
    "service": "即时办理的服务", "faq": "常见问题", "question": "问题", "answer": "回答", "remedies": "救济途径", "reconsideration": "行政复议",
    "litigation": "行政诉讼", "translations": "译文",
}  # fmt: skip
"""Attribute of the model -> its name. Some stand in several places, with the same name."""

VALUES: dict[str, str] = {
    "01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收", "05": "行政给付", "06": "行政检查", "07": "行政确认",
    "08": "行政奖励", "09": "行政裁决", "10": "其他行政权力", "20": "公共服务", "instant": "即办件", "committed": "承诺件",
    "person": "自然人", "enterprise": "企业法人", "institution": "事业法人", "social_organisation": "社会组织法人",
    "unincorporated": "非法人企业", "state_organ": "行政机关", "other": "其他", "county": "全县", "city": "全市", "province": "全省",
    "cross_province": "跨省", "nation": "全国", "main": "主件（必须有）", "secondary": "副件", "optional": "可以没有", "card": "读身份证",
    "portrait": "现场拍照", "scan": "扫描", "shared": "部门查数据（免交）", "form": "填好的申请表", "certificate": "证件证书证明",
    "application": "申请表格文书", "applicant": "申请人自备", "government": "政府部门核发", "agency": "中介或法定机构产生",
    "deemed_withdrawn": "视为撤回", "acceptance_revoked": "撤销受理", "print_here": "当场打印", "collect": "窗口自取", "courier": "快递送达",
    "electronic": "电子送达", "id_card": "身份证", "social_security_card": "社保卡", "residence_permit": "居住证",
    "permanent_residence": "永居证", "household_book": "户口本", "driving_licence": "驾驶证", "senior_card": "老年卡", "passport": "护照",
    "text": "文字", "number": "数字", "money": "金额", "date": "日期", "month": "年月", "phone": "手机号", "id_number": "身份证号",
    "credit_code": "信用代码", "bank_card": "银行卡号", "choice": "选一个", "several": "选几个", "region": "行政区划", "address": "地址",
    "group": "几个人或几样东西", "yes_no": "是或否", "photo": "照片", "declaration": "勾选同意",
}  # fmt: skip
"""Enumerated value -> what officials call it."""
