/** What is for browsers: which sites may read replies, and the page with the description of the API. */
@NullMarked
package io.machinenativeops.gateway.browser;

import org.jspecify.annotations.NullMarked;
