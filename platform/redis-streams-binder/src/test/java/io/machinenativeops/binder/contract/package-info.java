/** What every binder of this platform must do, as tests that each binder runs: extend {@code BinderContract}. */
@NullMarked
package io.machinenativeops.binder.contract;

import org.jspecify.annotations.NullMarked;
