package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;

/** Works out sums of products written by hand, such as {@code 3*0.000003 + 550*0.000015}; knows nothing of the engine. */
final class Arithmetic {
    private Arithmetic() {}

    static BigDecimal evaluate(String sum) {
        BigDecimal total = BigDecimal.ZERO;
        for (String product : sum.split("\\+", -1)) {
            BigDecimal amount = BigDecimal.ONE;
            for (String factor : product.split("\\*", -1)) {
                amount = amount.multiply(new BigDecimal(factor.strip()));
            }
            total = total.add(amount);
        }
        return total;
    }
}
