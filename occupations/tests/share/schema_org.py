"""The definitions of schema.org our JSON-LD relies on: type → parents and properties with what they may hold.

Copied from the vocabulary as published in the npm package schema-dts 2.1.0, Google's typings made from it.
"""

TYPES = {
    "Thing": (
        [],
        {
            "name": ["Text"],
            "alternateName": ["Text"],
            "description": ["Text"],
            "url": ["URL"],
            "mainEntityOfPage": ["CreativeWork", "URL"],
            "potentialAction": ["Action"],
        },
    ),
    "Action": (["Thing"], {"target": ["EntryPoint", "URL"]}),
    # The `-input` forms are schema.org's annotation of actions; they hold text or a PropertyValueSpecification.
    "SearchAction": (["Action"], {"query": ["Text"], "query-input": ["Text"]}),
    "EntryPoint": (["Thing"], {"urlTemplate": ["Text"]}),
    "CreativeWork": (
        ["Thing"],
        {
            "about": ["Thing"],
            "inLanguage": ["Text"],
            "mainEntity": ["Thing"],
            "text": ["Text"],
            "dateModified": ["Date"],
        },
    ),
    "WebSite": (["CreativeWork"], {}),
    "WebPage": (["CreativeWork"], {"breadcrumb": ["BreadcrumbList", "Text"]}),
    "FAQPage": (["WebPage"], {}),
    "Comment": (["CreativeWork"], {}),
    "Question": (["Comment"], {"acceptedAnswer": ["Answer", "ItemList"]}),
    "Answer": (["Comment"], {}),
    "ItemList": (["Thing"], {"itemListElement": ["ListItem", "Text", "Thing"], "numberOfItems": ["Integer"]}),
    "BreadcrumbList": (["ItemList"], {}),
    "ListItem": (["Thing"], {"item": ["Thing", "URL"], "position": ["Integer", "Text"]}),
    "Place": (["Thing"], {}),
    "AdministrativeArea": (["Place"], {}),
    "Country": (["AdministrativeArea"], {}),
    "DefinedTerm": (["Thing"], {}),
    "CategoryCode": (["DefinedTerm"], {"codeValue": ["Text"], "inCodeSet": ["CategoryCodeSet", "URL"]}),
    "DefinedTermSet": (["CreativeWork"], {}),
    "CategoryCodeSet": (["DefinedTermSet"], {}),
    "QuantitativeValueDistribution": (
        ["Thing"],
        {
            "duration": ["Duration"],
            **{name: ["Number"] for name in ("percentile10", "percentile25", "median", "percentile75", "percentile90")},
        },
    ),
    "MonetaryAmountDistribution": (["QuantitativeValueDistribution"], {"currency": ["Text"]}),
    "Occupation": (
        ["Thing"],
        {
            "educationRequirements": ["EducationalOccupationalCredential", "Text"],
            "estimatedSalary": ["MonetaryAmount", "MonetaryAmountDistribution", "Number"],
            "occupationalCategory": ["CategoryCode", "Text"],
            "occupationLocation": ["AdministrativeArea"],
            "responsibilities": ["Text"],
            "skills": ["DefinedTerm", "Text"],
        },
    ),
}
