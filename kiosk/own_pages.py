"""Pages that every matter may need and no matter has to write: who the person is without a chip, for whom they act, where the result goes.

Their entries stand beside the matter's own, under ids with a dot (``principal.name``), which no matter can use. Pure.
"""

from __future__ import annotations

from config.matter import Capture, DeliveryWay, Field, FieldType, IdentifyWay, Material, MaterialRole, Matter, Option, Page

DELIVERY_WORDS = {
    DeliveryWay.PRINT_HERE: "在这里打印",
    DeliveryWay.COLLECT: "到窗口自己拿",
    DeliveryWay.COURIER: "快递送到家",
    DeliveryWay.ELECTRONIC: "结果发短信，不用来拿",
}
"""How a result reaches a citizen."""

DOCUMENTS = {
    IdentifyWay.ID_CARD: "居民身份证",
    IdentifyWay.SOCIAL_SECURITY_CARD: "社会保障卡",
    IdentifyWay.RESIDENCE_PERMIT: "居住证",
    IdentifyWay.PERMANENT_RESIDENCE: "外国人永久居留身份证",
    IdentifyWay.HOUSEHOLD_BOOK: "户口本",
    IdentifyWay.DRIVING_LICENCE: "驾驶证",
    IdentifyWay.SENIOR_CARD: "老年卡",
    IdentifyWay.PASSPORT: "护照",
}
"""What each way of identification is called."""

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
        title="用手机收验证码",
        fields=[
            Field(id=SMS_PHONE, label="您本人的手机号", type=FieldType.PHONE, same_as="contact.phone", hint="要用您自己身份证办的号码"),
            Field(id=SMS_CODE, label="短信里的验证码", type=FieldType.NUMBER, hint="先点“发验证码”，收到再填"),
        ],
    )


def declare_page(way: IdentifyWay) -> Page:
    """Who somebody is who has no chip to read."""
    document = DOCUMENTS[way]
    number = Field(id="identity.number", label="身份证号", type=FieldType.ID_NUMBER, hint=f"{document}上有；18 位，最后一位可能是 X")
    birth: list[Field] = []
    if way is IdentifyWay.PASSPORT:
        number = Field(id="identity.number", label="护照号码", type=FieldType.TEXT, min=5, max=20)
        birth = [Field(id="identity.birth", label="出生日期", type=FieldType.DATE)]
    return Page(
        id="identity",
        title="请填写您的身份信息",
        heading=f"身份信息（凭{document}，以后核验）",
        fields=[
            Field(id="identity.name", label="姓名", type=FieldType.TEXT, min=1, max=50, hint=f"和{document}上一样"),
            number,
            *birth,
            Field(id="identity.address", label="住址", type=FieldType.TEXT, required=False, max=200),
        ],
    )


def principal_page(matter: Matter) -> Page:
    """For whom an agent acts, and what they are to each other."""
    relations = [Option(value=label, label=label) for label in matter.agent.relations]
    fields = [
        Field(id="principal.name", label="他的姓名", type=FieldType.TEXT, min=1, max=50, hint="带了他的身份证，放到读卡区就自动填好"),
        Field(id="principal.number", label="他的身份证号", type=FieldType.ID_NUMBER, hint="18 位，最后一位可能是 X"),
        Field(id="principal.address", label="他的住址", type=FieldType.TEXT, required=False, max=200),
    ]
    if relations:
        fields.append(Field(id="principal.relation", label="他是您的什么人", type=FieldType.CHOICE, options=relations))
    return Page(id="principal", title="您替谁来办？", heading="被代办人", fields=fields)


def delivery_page(matter: Matter) -> Page | None:
    """How the result comes, where the matter leaves a choice or needs an address and its own form does not ask."""
    if any(field.id == DELIVERY for page in matter.form for field in page.fields):
        return None
    fields: list[Field] = []
    courier = f"form.{DELIVERY} == '{DeliveryWay.COURIER}'"
    if len(matter.delivery) > 1:
        options = [Option(value=str(way), label=DELIVERY_WORDS[way]) for way in matter.delivery]
        fields.append(Field(id=DELIVERY, label="怎么拿", type=FieldType.CHOICE, options=options))
    elif matter.delivery[:1] == [DeliveryWay.COURIER]:
        courier = "true"
    if DeliveryWay.COURIER in matter.delivery:
        fields += [
            Field(id="delivery.receiver", label="收件人", type=FieldType.TEXT, min=1, max=50, when=courier, prefill="card.name"),
            Field(id="delivery.phone", label="收件人手机号", type=FieldType.PHONE, when=courier, same_as="contact.phone"),
            Field(
                id="delivery.address", label="送到哪里", type=FieldType.ADDRESS, when=courier, min=5, max=100, same_as="delivery.address"
            ),
        ]
    return Page(id="delivery", title="办好了怎么拿？", heading="取结果", fields=fields) if fields else None


def identity_material(way: IdentifyWay) -> Material:
    """The document of somebody without a chip, to be photographed and looked at later."""
    document = DOCUMENTS[way]
    return Material(
        id=IDENTITY_DOCUMENT,
        name=document,
        role=MaterialRole.MAIN,
        capture=Capture.SCAN,
        legal_basis="核验身份",
        note="拍下来，工作人员以后核验",
        instructions=f"把{document}有照片和姓名的一面放到扫描台上",
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
        instructions=field.hint or "脸放在框里，看着镜头",
        max_pages=1,
    )
