"""What search engines read of a chapter, in the words of schema.org."""

from .addresses import Kind


def organization(chapter, absolute):
    """`chapter` as a schema.org Organization; `absolute` makes a whole address of a path."""
    content = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": absolute(chapter.get_absolute_url()),
        "name": chapter.name,
        "alternateName": chapter.abbreviation,
        "url": chapter.website or absolute(chapter.get_absolute_url()),
        "telephone": str(chapter.phone),
        "email": chapter.email,
        "sameAs": [one.url for one in chapter.addresses if one.kind == Kind.SOCIAL],
        "foundingDate": str(chapter.founded or ""),
        "areaServed": [state.name for state in chapter.states.all()],
        "parentOrganization": {"@type": "Organization", "name": "American Library Association"},
    }
    if chapter.city:
        content["address"] = {
            "@type": "PostalAddress",
            "streetAddress": chapter.street,
            "addressLocality": chapter.city,
            "addressRegion": chapter.region_code,
            "postalCode": chapter.postal_code,
            "addressCountry": "US",
        }
    return {name: value for name, value in content.items() if value}
