/** What people see and do, in a real Chromium: the dashboard of a real run. */
package io.lorkd.browser;
