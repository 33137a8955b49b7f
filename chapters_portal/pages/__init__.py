"""The portal's own pages and words: home, site settings, menus, page texts, sentences, redirects.

Words of a page that staff edit are rows: `{% page_text "directory" as page %}`. A template holds
labels and headings; a sentence stands in `{% sentence "key" %}...{% endsentence %}`, the one place
of its shipped words. Migrating gives each key a row, whose empty text means the shipped words;
words of staff whose marks do not match are not shown. What extends `pages/apart.html` is without
them, because it must not need a database; errors of forms are code.
"""
