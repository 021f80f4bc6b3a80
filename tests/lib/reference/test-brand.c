/* test-brand.c - what people call the owner of a MAC's block
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/brand.h"

static void
test_place_and_legal_form_go(void)
{
    static const char *const cases[][2] = {
        {"Thermokon Sensortechnik GmbH", "Thermokon Sensortechnik"},
        {"Shenzhen Baichuan Digital Technology Co., Ltd.", "Baichuan Digital Technology"},
        {"Hui Zhou Gaoshengda Technology Co.,LTD", "Gaoshengda Technology"},
        {"Acme S.p.A.", "Acme"},
        {"Acme (Shenzhen) Co. Ltd", "Acme"},
        {"Zhen Shi Information Technology (Shanghai) Co., Ltd.", "Zhen Shi Information Technology"},
        {"Shen Zhen Acme Co., Ltd", "Acme"},
        {"HONG KONG Acme Limited", "Acme"},
        {"Shenzhen", "Shenzhen"},
        {"Guang Dong Ltd", "Guang Dong"},
        {"Acme Co.Ltd", "Acme"},
        {"Netatmo", "Netatmo"},
        {"Amazon.com, LLC", "Amazon.com"},
        {"Beijing", "Beijing"},
        {"Co., Ltd.", "Co."},
        {"", ""},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *brand = iot_brand_shorten(cases[i][0]);
        g_assert_cmpstr(brand, ==, cases[i][1]);
    }
}

static void
test_brands_are_those_of_signatures(void)
{
    g_autoptr(iot_signatures) signatures = iot_signatures_new_from_text(NULL, NULL, 0, NULL);
    char buffer[IOT_SIGNATURE_VALUE_MAX];

    g_assert_cmpstr(iot_brand_of(signatures, "Chengdu Meross Technology Co., Ltd.", buffer), ==,
                    "Meross");
    g_assert_null(iot_brand_of(signatures, "Espressif Inc.", buffer));
    g_assert_null(iot_brand_of(signatures, "Nobody That Is Known", buffer));
    g_assert_null(iot_brand_of(signatures, NULL, buffer));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/brand/place_and_legal_form_go", test_place_and_legal_form_go);
    g_test_add_func("/brand/brands_are_those_of_signatures", test_brands_are_those_of_signatures);
    return g_test_run();
}
