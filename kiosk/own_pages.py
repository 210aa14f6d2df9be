"""Pages that every matter may need and no matter has to write: who the person is without a chip, for whom they act, where the result goes.

Their entries stand beside the matter's own, under ids with a dot (``principal.name``), which no matter can use. Pure.
"""

from __future__ import annotations

from config.matter import Capture, DeliveryWay, Field, FieldType, IdentifyWay, Material, MaterialRole, Matter, Option, Page
from kiosk.words import words

DELIVERY_WORDS = {
    DeliveryWay.PRINT_HERE: words("在这里打印"),
    DeliveryWay.COLLECT: words("到窗口自己拿"),
    DeliveryWay.COURIER: words("快递送到家"),
    DeliveryWay.ELECTRONIC: words("结果发短信，不用来拿"),
}
"""How a result reaches a citizen."""

DOCUMENTS = {
    IdentifyWay.ID_CARD: words("居民身份证"),
    IdentifyWay.SOCIAL_SECURITY_CARD: words("社会保障卡"),
    IdentifyWay.RESIDENCE_PERMIT: words("居住证"),
    IdentifyWay.PERMANENT_RESIDENCE: words("外国人永久居留身份证"),
    IdentifyWay.HOUSEHOLD_BOOK: words("户口本"),
    IdentifyWay.DRIVING_LICENCE: words("驾驶证"),
    IdentifyWay.SENIOR_CARD: words("老年卡"),
    IdentifyWay.PASSPORT: words("护照"),
}
"""What each way of identification is called."""

RELATIONS = (
    words("子女"),
    words("配偶"),
    words("父母"),
    words("其他亲属"),
    words("社区或村干部"),
    words("员工"),
    words("代理机构"),
    words("家人"),
    words("其他"),
)
"""What matters usually let an agent be: told in other languages where a matter brings no translation of its own."""

DATA_SOURCES = (
    words("公安"),
    words("民政"),
    words("住建"),
    words("人社"),
    words("教育"),
    words("电子证照"),
    words("不动产登记"),
)
"""Whose data spare citizens a paper, as matters usually name them (``shared_by``)."""

BY_SCAN = (
    IdentifyWay.RESIDENCE_PERMIT,
    IdentifyWay.HOUSEHOLD_BOOK,
    IdentifyWay.DRIVING_LICENCE,
    IdentifyWay.SENIOR_CARD,
    IdentifyWay.PASSPORT,
)
"""Documents that are photographed here and looked at by staff later: nothing is verified on the terminal."""

IDENTITY_DOCUMENT = "identity.document"
"""The id of the material that shows such a document."""

DELIVERY = "delivery"
"""The entry that says how the result comes, in a matter's form or on the page made here."""

SMS_PHONE, SMS_CODE = "sms.phone", "sms.code"
"""The entries of the page that asks for a code sent to a telephone."""


def sms_page() -> Page:
    """A telephone, and the code that was sent to it."""
    return Page(
        id="sms",
        title=words("用手机收验证码"),
        fields=[
            Field(
                id=SMS_PHONE,
                label=words("您本人的手机号"),
                type=FieldType.PHONE,
                same_as="contact.phone",
                hint=words("要用您自己身份证办的号码"),
            ),
            Field(id=SMS_CODE, label=words("短信里的验证码"), type=FieldType.NUMBER, hint=words("先点“发验证码”，收到再填")),
        ],
    )


def declare_page(way: IdentifyWay) -> Page:
    """Who somebody is who has no chip to read."""
    document = DOCUMENTS[way]
    number = Field(
        id="identity.number", label=words("身份证号"), type=FieldType.ID_NUMBER, hint=words("{}上有；18 位，最后一位可能是 X", document)
    )
    birth: list[Field] = []
    if way is IdentifyWay.PASSPORT:
        number = Field(id="identity.number", label=words("护照号码"), type=FieldType.TEXT, min=5, max=20)
        birth = [Field(id="identity.birth", label=words("出生日期"), type=FieldType.DATE)]
    return Page(
        id="identity",
        title=words("请填写您的身份信息"),
        heading=words("身份信息（凭{}，以后核验）", document),
        fields=[
            Field(id="identity.name", label=words("姓名"), type=FieldType.TEXT, min=1, max=50, hint=words("和{}上一样", document)),
            number,
            *birth,
            Field(id="identity.address", label=words("住址"), type=FieldType.TEXT, required=False, max=200),
        ],
    )


def principal_page(matter: Matter) -> Page:
    """For whom an agent acts, and what they are to each other."""
    relations = [Option(value=item.value, label=words(item.label)) for item in matter.agent.coded]
    fields = [
        Field(
            id="principal.name",
            label=words("他的姓名"),
            type=FieldType.TEXT,
            min=1,
            max=50,
            hint=words("带了他的身份证，放到读卡区就自动填好"),
        ),
        Field(id="principal.number", label=words("他的身份证号"), type=FieldType.ID_NUMBER, hint=words("18 位，最后一位可能是 X")),
        Field(id="principal.address", label=words("他的住址"), type=FieldType.TEXT, required=False, max=200),
    ]
    if relations:
        fields.append(Field(id="principal.relation", label=words("他是您的什么人"), type=FieldType.CHOICE, options=relations))
    return Page(id="principal", title=words("您替谁来办？"), heading=words("被代办人"), fields=fields)


def delivery_page(matter: Matter) -> Page | None:
    """How the result comes, where the matter leaves a choice or needs an address and its own form does not ask."""
    if any(field.id == DELIVERY for page in matter.form for field in page.fields):
        return None
    fields: list[Field] = []
    courier = f"form.{DELIVERY} == '{DeliveryWay.COURIER}'"
    if len(matter.delivery) > 1:
        options = [Option(value=str(way), label=DELIVERY_WORDS[way]) for way in matter.delivery]
        fields.append(Field(id=DELIVERY, label=words("怎么拿"), type=FieldType.CHOICE, options=options))
    elif matter.delivery[:1] == [DeliveryWay.COURIER]:
        courier = "true"
    if DeliveryWay.COURIER in matter.delivery:
        fields += [
            Field(id="delivery.receiver", label=words("收件人"), type=FieldType.TEXT, min=1, max=50, when=courier, prefill="card.name"),
            Field(id="delivery.phone", label=words("收件人手机号"), type=FieldType.PHONE, when=courier, same_as="contact.phone"),
            Field(
                id="delivery.address",
                label=words("送到哪里"),
                type=FieldType.ADDRESS,
                when=courier,
                min=5,
                max=100,
                same_as="delivery.address",
            ),
        ]
    return Page(id="delivery", title=words("办好了怎么拿？"), heading=words("取结果"), fields=fields) if fields else None


def identity_material(way: IdentifyWay) -> Material:
    """The document of somebody without a chip, to be photographed and looked at later."""
    document = DOCUMENTS[way]
    return Material(
        id=IDENTITY_DOCUMENT,
        name=document,
        role=MaterialRole.MAIN,
        capture=Capture.SCAN,
        legal_basis="核验身份",
        note=words("拍下来，工作人员以后核验"),
        instructions=words("把{}有照片和姓名的一面放到扫描台上", document),
        max_pages=4,
    )


def photo_material(field: Field) -> Material:
    """What the camera screen needs to know of a photo that a form asks for."""
    return Material(
        id=f"field.{field.id}",
        name=field.label,
        role=MaterialRole.MAIN,
        capture=Capture.PORTRAIT,
        legal_basis="",
        instructions=field.hint or words("脸放在框里，看着镜头"),
        max_pages=1,
    )
