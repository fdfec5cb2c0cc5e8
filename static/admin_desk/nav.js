"use strict";
// On a tablet the column of all lists takes a third of the form: until somebody opens it, it is closed there.
// Runs before Django's own script, which remembers the choice under this name.
{
  const key = "django.admin.navSidebarIsOpen";
  if (localStorage.getItem(key) === null && matchMedia("(max-width: 1023px)").matches) localStorage.setItem(key, "false");
}
