"""Suggestions in a real browser: a combobox for the keyboard and for who listens, and a plain input without scripts."""

import pytest

from tests import cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.searches,
]


@pytest.fixture
def archive():
    place = cast.place("Khojaly")
    cast.also_called(place, "Xocalı", "az")
    testimony = cast.testimony(text="She left Khojaly.", narrator=cast.person("<b>Khoja</b> Aliyev"))
    cast.mention(testimony.transcripts.get().passages.get(), "Khojaly", place)


@pytest.fixture
def box(page, archive):
    """The input of the concordance, on a page whose complaints are noted."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.goto("/concordance/")
    return page.get_by_role("combobox", name="Words", exact=True)


def test_names_are_chosen_with_the_keyboard(page, box, expect):
    box.press_sequentially("kho")
    options = page.locator(".suggestions [role=option]")
    expect(options).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "false")
    box.press("ArrowDown")  # past the last one is the input
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    chosen = options.last.locator("bdi").text_content()
    box.press("Enter")
    expect(page.locator(".suggestions:visible")).to_have_count(0)  # hidden
    expect(box).to_have_attribute("aria-expanded", "false")
    assert chosen in box.input_value()
    assert page.url.endswith("/concordance/")
    box.press("Enter")
    page.wait_for_url("**/concordance/?q=*")


def test_escape_closes_the_list_and_keeps_what_was_typed(page, box, expect):
    box.press_sequentially("xoc")
    expect(page.locator(".suggestions [role=option]")).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("1 suggestion")
    box.press("Escape")
    expect(page.locator(".suggestions:visible")).to_have_count(0)
    assert box.input_value() == "xoc"


def test_one_is_taken_with_the_pointer_and_the_list_goes_when_the_input_is_left(page, box, expect):
    box.press_sequentially("xoc")
    page.locator(".suggestions [role=option]").first.click()
    assert box.input_value() == "Xocalı"
    box.fill("")
    box.press_sequentially("kho")
    expect(page.locator(".suggestions [role=option]")).to_have_count(2)
    box.press("Tab")
    expect(page.locator(".suggestions:visible")).to_have_count(0)


def test_a_name_is_shown_as_text_and_the_policy_has_nothing_to_stop(page, box, expect):
    box.press_sequentially("khoja")
    expect(page.locator(".suggestions [role=option]").filter(has_text="<b>Khoja</b> Aliyev")).to_have_count(1)
    assert page.locator(".suggestions b").count() == 0
    assert page.complaints == []


def test_one_letter_and_what_fits_nothing_open_no_list(page, box, expect):
    box.press_sequentially("k")
    page.wait_for_timeout(400)
    expect(page.locator(".suggestions:visible")).to_have_count(0)
    with page.expect_response("**/suggestions/**"):
        box.press_sequentially("zzz")
    expect(page.locator(".suggestions:visible")).to_have_count(0)


def test_one_character_of_a_script_without_spaces_is_enough(page, box, expect):
    river = cast.place("河口")
    testimony = cast.testimony(text="She left 河口.")
    cast.mention(testimony.transcripts.get().passages.get(), "河口", river)
    box.press_sequentially("河")
    expect(page.locator(".suggestions [role=option]")).to_have_count(1)


def test_without_scripts_the_box_is_a_plain_one(chromium, live_server, archive, expect):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/concordance/")
    box = page.get_by_label("Words", exact=True)
    assert box.get_attribute("role") is None
    box.fill("Khojaly")
    box.press("Enter")
    expect(page.locator(".kwic-hit")).to_have_count(1)
    context.close()


def test_hits_of_all_lines_begin_below_one_another(page, archive, expect):
    for text in ("A long way to the bridge that fell.", "The bridge.", "Then we crossed a bridge at night."):
        cast.testimony(text=text)
    page.goto("/concordance/?q=bridge")
    expect(page.locator(".kwic-hit")).to_have_count(3)
    places = page.evaluate("[...document.querySelectorAll('.kwic-hit')].map(hit => hit.getBoundingClientRect().left)")
    assert max(places) - min(places) < 1
