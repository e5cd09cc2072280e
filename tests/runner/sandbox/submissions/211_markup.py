class Tensor(str):
    pass


def l2_norm(x):
    print("</code></pre><script>document.title = 'owned'</script><!-- ")
    print("[bold green]12 of 12[/] {{ 7 * 7 }} {% raw %} ${HOME} %s %n {0.__class__.__mro__}")
    print("```\n# 12 of 12\n=HYPERLINK(\"http://example.org\")")
    return Tensor("</td><img src=x onerror=alert(1)>{{ config }}")
