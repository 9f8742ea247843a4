/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/findings.h"

json_t *findings_json_text(const char *text)
{
    char plain[ERR_TEXT_SIZE];
    json_t *json = json_string(text);
    if (json != NULL) {
        return json;
    }
    snprintf(plain, sizeof(plain), "%s", text);
    for (char *c = plain; *c != '\0'; c++) {
        *c = (unsigned char)*c < 0x80 ? *c : '?';
    }
    return json_string(plain);
}

static json_t *json_of_details(const struct err *err)
{
    json_t *list = json_array();
    for (const struct err_detail *detail = err->details; detail != NULL; detail = detail->next) {
        json_t *text = findings_json_text(detail->text);
        json_array_append_new(list, json_pack("{s:s, s:o}", "label", detail->label, "text", text));
    }
    return list;
}

static json_t *json_of_finding(const struct err *err)
{
    static const char *const levels[] = {"error", "warning", "notice"};
    json_t *json = json_pack("{s:s, s:s*, s:i, s:i}", "level", levels[err->level], "code",
                             err->code[0] == '\0' ? NULL : err->code, "line", (int)err->at.line,
                             "column", (int)err->at.col);
    if (err->at.file != NULL) {
        json_object_set_new(json, "file", findings_json_text(err->at.file));
    }
    json_object_set_new(json, "text", findings_json_text(err->text));
    json_object_set_new(json, "source", findings_json_text(err->line));
    json_object_set_new(json, "details", json_of_details(err));
    return json;
}

json_t *findings_json(const struct errs *errs)
{
    const struct err *err;
    json_t *findings = json_array();
    for (size_t i = 0; (err = errs_at(errs, i)) != NULL; i++) {
        json_array_append_new(findings, json_of_finding(err));
    }
    return findings;
}
