"""Fill in admin forms as a browser does: read the page, change some fields, send everything."""

from bs4 import BeautifulSoup
from django.urls import reverse
from lxml import html


def soup(response):
    """Parsed once, however often a test looks at it."""
    if not hasattr(response, "soup"):
        response.soup = BeautifulSoup(response.content, "lxml")
    return response.soup


def fields_of(response, form_id):
    """What a browser would send for the form as it stands, without the rows waiting to be added.

    Read without soup, which takes longer for a form of a thousand fields than the desk takes to make it.
    """
    data = {}
    for field in html.fromstring(response.text).get_element_by_id(form_id).iter("input", "select", "textarea"):
        name, kind = field.get("name"), field.get("type")
        unticked = kind == "checkbox" and "checked" not in field.attrib
        if not name or "__prefix__" in name or kind == "submit" or unticked:
            continue
        if field.tag == "select":
            chosen = field.xpath(".//option[@selected]") or field.xpath(".//option")
            data[name] = chosen[0].get("value") if chosen else ""
        elif field.tag == "textarea":
            data[name] = (field.text or "").removeprefix("\n")
        else:
            data[name] = field.get("value", "on" if kind == "checkbox" else "")
    return data


def change_url(row):
    return reverse(f"admin:occupations_{row._meta.model_name}_change", args=[row.pk])


def open_form(client, occupation):
    return fields_of(client.get(change_url(occupation)), "occupation_form")


def add_row(data, prefix, **values):
    """One more row in the formset `prefix`; returns its number."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return number


def save(client, occupation, data):
    return client.post(change_url(occupation), data | {"_continue": "1"})


def errors_beside(response, name):
    """Messages shown in the box or table cell of the field called `name`."""
    field = soup(response).select_one(f'[name="{name}"]')
    box = field.find_parent("td") or field.find_parent(class_="fieldBox") or field.find_parent(class_="form-row")
    box = box.parent if "fieldBox" in box.get("class", []) else box
    return [item.text for item in box.select(".errorlist li")]
