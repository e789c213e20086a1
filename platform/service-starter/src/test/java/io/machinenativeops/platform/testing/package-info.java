/** What tests of every service need: tokens, and the rules that the build holds. Published as the module's test-jar. */
@NullMarked
package io.machinenativeops.platform.testing;

import org.jspecify.annotations.NullMarked;
