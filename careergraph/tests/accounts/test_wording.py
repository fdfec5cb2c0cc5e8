"""Accounts and roles in Chinese: what is stored in English, and what Django says in English only."""

import pytest
from django.contrib.auth.models import Group
from django.utils import translation

from occupations import roles

from .desk import make_editor, soup

pytestmark = pytest.mark.django_db


@pytest.fixture
def chinese(admin_client):
    roles.sync()
    admin_client.cookies["django_language"] = "zh-hant"
    return admin_client


def options(page, name):
    return [option.text for option in page.select(f"select[name={name}] option")]


def test_roles_have_the_readers_names(chinese):
    user = make_editor()
    Group.objects.create(name="Interns")
    names = ["編輯", "審稿人", "資料管理員", "管理員", "Interns"]
    listed = soup(chinese.get("/admin/auth/group/")).select("#result_list .field-role")
    assert sorted(cell.text for cell in listed) == sorted(names)
    assert sorted(options(soup(chinese.get(f"/admin/auth/user/{user.pk}/change/")), "groups")) == sorted(names)
    filters = soup(chinese.get("/admin/auth/user/")).select_one("#changelist-filter").text
    assert all(name in filters for name in names)


def test_permissions_are_named_in_the_readers_language(chinese):
    group = Group.objects.get(name=roles.EDITOR)
    shown = options(soup(chinese.get(f"/admin/auth/group/{group.pk}/change/")), "permissions")
    assert "職涯圖譜 | 職業 | 可發布頁面，並設定立即生效的項目" in shown
    assert "職涯圖譜 | 職業 | 檢視" in shown
    assert not [name for name in shown if "Can " in name]


def test_page_of_a_role_says_that_it_is_put_back(admin_client):
    roles.sync()
    for name, is_kept in ((roles.REVIEWER, True), ("Interns", False)):
        group, _made = Group.objects.get_or_create(name=name)
        page = soup(admin_client.get(f"/admin/auth/group/{group.pk}/change/"))
        assert ("given the permissions of that role again" in page.select_one(".field-name").text) == is_kept


def test_password_page_and_pictures_speak_the_readers_language(chinese):
    user = make_editor()
    page = soup(chinese.get(f"/admin/auth/user/{user.pk}/password/"))
    assert page.select_one("#id_unusable_warning").text == "沒有密碼，就沒有人能登入這個帳號。"
    listed = soup(chinese.get("/admin/auth/user/"))
    assert {picture["alt"] for picture in listed.select("#result_list tbody img")} == {"是", "否"}
    with translation.override("zh-hant"):
        assert listed.select_one("label[for=searchbar] img")["alt"] == translation.gettext("Search") == "搜尋"
