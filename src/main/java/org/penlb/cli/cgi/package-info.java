/**
 * penstats and penctl.cgi: CGI programs (RFC 3875) by which a web server shows how a pen is and sends it commands. A server
 * starts one for each request, so as little as possible of Pen is loaded.
 *
 * <p>Three sides are not to be trusted: who asks, what the pen replies (names of hosts and first bytes of strangers are in
 * there), and other origins' pages in the browser of an operator who is logged in.
 */
@NullMarked
package org.penlb.cli.cgi;

import org.jspecify.annotations.NullMarked;
