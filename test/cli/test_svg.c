/* Pictures inside of a page: text is escaped whatever it is, and nothing is drawn outside of the frame. */
#include "cli_support.h"

#include "svg.h"

#include <ctype.h>
#include <math.h>

/* What a function printed; to be freed. */
static char *printed(void (*print)(FILE *stream, const void *context), const void *context)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    print(stream, context);
    assert_int_equal(fclose(stream), 0);
    return text;
}

static void print_text(FILE *stream, const void *context)
{
    svg_text(stream, context);
}

static void test_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a<b>&\"'", "a&lt;b&gt;&amp;&#34;&#39;"},
        {"\x1b[31m\n\t\x7f", "?[31m???"},
        {"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x99\x82", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x99\x82"},
        {"\xc3", "?"},                /* cut off */
        {"\xc0\xaf", "??"},           /* overlong */
        {"\xe0\x80\xaf", "???"},      /* likewise */
        {"\xed\xa0\x80", "???"},      /* a surrogate */
        {"\xef\xbf\xbe", "???"},      /* no character */
        {"\xf4\x90\x80\x80", "????"}, /* beyond the last */
        {"\xff<\xe2\x82", "?&lt;??"},
        {"\xc2\x85", "??"}}; /* a control character */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = printed(print_text, cases[i][0]);
        assert_string_equal(text, cases[i][1]);
        free(text);
    }
}

static void test_axis(void **state)
{
    (void)state;
    const double values[] = {1, NAN, 100, -5, INFINITY, 0};
    svg_axis a = svg_fit("x", 6, values, false);
    assert_true(a.low < -5 && a.low > -20 && a.high > 100 && a.high < 120);
    a = svg_fit("x", 6, values, true);
    assert_true(a.low < 1 && a.low > 0.5 && a.high > 100 && a.high < 200);
    a = svg_fit("x", 1, values + 1, true);
    assert_true(a.low > 0 && a.low < a.high);
    a = svg_fit("x", 1, values, false);
    assert_true(a.low < 1 && a.high > 1);
}

static void draw(FILE *stream, const void *context)
{
    const bool log = *(const bool *)context;
    const double x[] = {1e-300, 0.5, NAN, 2, 3, 1e300, 4}, y[] = {1, 2, 3, 1e9, -1, 5, 0};
    const svg_axis ax = {"x", 0.1, 10, log}, ay = {"y", 0.1, 10, log};
    const svg s = svg_begin(stream, 300, 200, "a <picture>", ax, ay);
    svg_line(&s, "one", 7, x, y);
    for (int i = 0; i < 7; i++) svg_dot(&s, "dot", x[i], y[i], "<");
    svg_segment(&s, "edge", 2, 1e-9, 2, 1e9);
    svg_segment(&s, "edge", 20, 1, 30, 1);
    svg_segment(&s, "edge", NAN, 1, 3, 1);
    svg_box(&s, "band", 0.2, 2, 1e5, 6);
    svg_box(&s, "band", 3, 2, 1, 1);
    svg_legend(&s, 0, "one", "a & b");
    svg_end(&s);
}

/* Every number that is a coordinate is within the picture. */
static void test_frame(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        const bool log = k;
        char *text = printed(draw, &log);
        assert_true(strstr(text, "a &lt;picture&gt;") && strstr(text, "a &amp; b") && !strstr(text, "nan"));
        assert_null(strstr(text, "inf"));
        for (const char *p = text; *p; p++) {
            if (!(*p == 'M' || *p == 'L') || !isdigit((unsigned char)p[1])) continue;
            char *end = NULL;
            const double x = strtod(p + 1, &end), y = strtod(end, &end);
            assert_true(x >= 0 && x <= 300 && y >= 0 && y <= 200);
        }
        int edges = 0, bands = 0;
        for (const char *p = text; (p = strstr(p, "'edge'")) != NULL; p++) edges++;
        for (const char *p = text; (p = strstr(p, "'band'")) != NULL; p++) bands++;
        assert_true(edges == 1 && bands == 1);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_text), cmocka_unit_test(test_axis),
                                       cmocka_unit_test(test_frame)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
