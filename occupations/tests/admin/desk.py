"""Fill in admin forms as a browser does: read the page, change some fields, send everything."""

from bs4 import BeautifulSoup
from django.urls import reverse


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def fields_of(page, form_id):
    """What a browser would send for the form as it stands, without the rows waiting to be added."""
    data = {}
    for field in page.select(f"#{form_id} :is(input, select, textarea)[name]"):
        name, kind = field["name"], field.get("type")
        if "__prefix__" in name or kind == "submit" or (kind == "checkbox" and not field.has_attr("checked")):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            data[name] = chosen["value"] if chosen else ""
        elif field.name == "textarea":
            data[name] = field.text.removeprefix("\n")
        else:
            data[name] = field.get("value", "on" if kind == "checkbox" else "")
    return data


def change_url(row):
    return reverse(f"admin:occupations_{row._meta.model_name}_change", args=[row.pk])


def open_form(client, occupation):
    return fields_of(soup(client.get(change_url(occupation))), "occupation_form")


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
