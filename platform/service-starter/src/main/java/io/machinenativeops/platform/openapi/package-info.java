/** What the generated description of every service's API says beyond its routes. */
@NullMarked
package io.machinenativeops.platform.openapi;

import org.jspecify.annotations.NullMarked;
