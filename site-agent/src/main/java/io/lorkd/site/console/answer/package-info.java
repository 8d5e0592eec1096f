/** How the console answers, whatever it is asked for. */
package io.lorkd.site.console.answer;
